using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.WrongPerson;

/// <summary>Twins, and people whose address has changed: the directory's own id tells one from the other.</summary>
public sealed class TwinTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Basics =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; "
        + "Years = 1; ProvisioningMethod = 'ClientApp' }; ";
    private const string Agree = " -AgreeToSubscriberAgreement @order";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Twins_with_ids_of_their_own_get_an_order_each_without_a_warning(bool byPlan)
    {
        string name = byPlan ? "Anna" : "Berit";
        PSObject first = Twin(name, "first", Guid.NewGuid());
        PSObject second = Twin(name, "second", Guid.NewGuid());
        Order(first, byPlan).Clean();

        ScriptRun run = Order(second, byPlan);

        Assert.Equal($"{name}.second@twins.example", Assert.Single(run.Clean()).Properties["Email"].Value);
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData("Lind")]
    [InlineData("Lind-Hagen")] // married: name and address have changed at once
    public void Who_is_the_same_in_the_directory_is_not_bought_for_under_a_new_address(string surname)
    {
        sandbox.Fresh();
        var id = Guid.NewGuid();
        long known = Order(Twin("Cara" + surname.Length, "old", id)).Value<long>("OrderId");
        PSObject moved = Twin("Cara" + surname.Length, "new", id, surname);
        sandbox.Server.ForgetCalls();

        ScriptRun plan = Run("$person | New-DocSigningPlan @order", moved);
        Assert.Equal("Faulty", plan.Value<string>("Action"));
        ScriptRun refused = Order(moved);

        Assert.Equal(["SameNameElsewhere"], refused.ErrorIds);
        Assert.All([plan, refused], run =>
        {
            PSObject summary = Assert.Single(run.Summaries);
            Assert.Equal(
                $"3 {moved.Properties["EmailAddress"].Value}",
                $"{summary.Properties["ExitCode"].Value} {summary.Properties["InDoubtIds"].Value}");
        });
        foreach (string text in new[] { plan.Value<string>("Reason"), refused.Errors[0].ToString() })
        {
            Assert.Contains($"order {known}", text, StringComparison.Ordinal);
            Assert.Contains(".old@twins.example", text, StringComparison.Ordinal);
            Assert.Contains(".new@twins.example", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(sandbox.Changes, change => change.PathAndQuery.Contains("ds_org_individual", StringComparison.Ordinal));
        ScriptRun allowed = Run("$person | New-DocSigningOrder -AllowDuplicate" + Agree, moved);
        Assert.NotEqual(known, allowed.Value<long>("OrderId"));
    }

    [Fact]
    public void Without_ids_a_namesake_is_ordered_with_one_warning_that_names_both_addresses()
    {
        long known = Order(Twin("Dag", "first", null)).Value<long>("OrderId");

        ScriptRun plan = Run("$person | New-DocSigningPlan @order", Twin("Dag", "second", null));
        ScriptRun run = Order(Twin("Dag", "second", null));

        Assert.Equal(("Order", known), (plan.Value<string>("Action"), plan.Value<long>("NamesakeOrderId")));
        Assert.Single(run.Clean());
        string warning = Assert.Single(run.Warnings);
        Assert.Contains("Dag.first@twins.example", warning, StringComparison.Ordinal);
        Assert.Contains("Dag.second@twins.example", warning, StringComparison.Ordinal);
        Assert.Contains($"order {known}", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Greta", "Hagen", "a new surname", "passed to another person")]
    [InlineData("Hanne", "Hagen", "passed to another person", "a new surname")]
    public void A_new_surname_under_the_same_address_has_a_sentence_of_its_own(string name, string surname, string says, string not)
    {
        PSObject before = Twin(name == "Greta" ? name : "Frida", "shared" + name, null);
        Order(before).Clean();
        PSObject after = SandboxSession.Person(name, surname, (string)before.Properties["EmailAddress"].Value);

        foreach (string text in new[]
        {
            Run("$person | New-DocSigningPlan @order", after).Value<string>("Reason"),
            Assert.Single(Order(after).Errors).ToString(),
        })
        {
            Assert.Contains(says, text, StringComparison.Ordinal);
            Assert.DoesNotContain(not, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_id_goes_along_with_csr_and_plan_into_the_journal_and_is_never_sent()
    {
        sandbox.Fresh();
        var id = Guid.NewGuid();

        ScriptRun run = Run(
            """
            $csr = $person | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256
            $order.Remove('ProvisioningMethod')
            $placed = $csr | New-DocSigningPlan @order | New-DocSigningOrder -AgreeToSubscriberAgreement
            Get-DocSigningJournal | Where-Object OrderId -eq $placed.OrderId
            """,
            Twin("Eva", "only", id));

        Assert.Single(run.Clean());
        Assert.Equal(id.ToString("D"), run.Value<string>("DirectoryId"));
        Assert.DoesNotContain(
            sandbox.Server.Calls, call => call.Body.Contains(id.ToString("D"), StringComparison.OrdinalIgnoreCase));
    }

    private static PSObject Twin(string name, string place, Guid? id, string surname = "Lind")
    {
        PSObject person = SandboxSession.Person(name, surname, $"{name}.{place}@twins.example");
        if (id is { } known)
        {
            person.Properties.Add(new PSNoteProperty("ObjectGUID", known));
        }

        return person;
    }

    private ScriptRun Order(PSObject person, bool byPlan = false) => Run(
        byPlan
            ? "$person | New-DocSigningPlan @order | New-DocSigningOrder -AgreeToSubscriberAgreement"
            : "$person | New-DocSigningOrder" + Agree,
        person);

    private ScriptRun Run(string script, PSObject person) => sandbox.Run(Basics + script, ("person", person));
}
