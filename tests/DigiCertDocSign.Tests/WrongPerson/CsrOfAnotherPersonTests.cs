using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.WrongPerson;

/// <summary>
/// A certificate for Lars over the key of Mira would let Mira sign in the name of Lars. No command orders one, and no order gets such a
/// CSR.
/// </summary>
public sealed class CsrOfAnotherPersonTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Basics =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "AgreeToSubscriberAgreement = $true }; "
        + "$key = @{ KeyDirectory = \"$folder/keys\"; KeyPassword = $password; KeyAlgorithm = 'P256' }; ";

    [Theory]
    [InlineData("$lars | New-DocSigningOrder -Csr $csrs[0] @order")]
    [InlineData("$csrs[0] | New-DocSigningOrder -GivenName Lars -Surname Dahl -Email $lars.EmailAddress @order")]
    [InlineData("$thawed | New-DocSigningOrder -Email $lars.EmailAddress -GivenName Lars -Surname Dahl @order")]
    [InlineData("$lars | New-DocSigningOrder -Csr $thawed @order")]
    public void The_csr_object_of_one_person_is_not_ordered_with_for_another(string command)
    {
        Make("order");

        ScriptRun run = Run(command);

        Assert.Equal(["CsrOfAnotherPerson"], run.ErrorIds);
        AssertNamesBoth(run.Errors[0].ToString());
        Assert.Empty(sandbox.Changes);
    }

    [Theory]
    [InlineData("$mira, $lars | New-DocSigningPlan -Csr $csrs[0] @order")]
    [InlineData("$csrs[0]; $csrs[0] | New-DocSigningPlan -GivenName Lars -Surname Dahl -Email $lars.EmailAddress @order")]
    public void The_plan_says_so_beforehand(string command)
    {
        Make("plan");

        ScriptRun run = Run("$order.Remove('AgreeToSubscriberAgreement'); " + command);

        Assert.Equal("Faulty", run.Value<string>("Action", 1));
        AssertNamesBoth(run.Value<string>("Reason", 1));
    }

    [Fact]
    public void One_who_owns_the_csr_is_ordered_for_and_the_other_is_not()
    {
        Make("owner");

        ScriptRun run = Run("$mira, $lars | New-DocSigningOrder -Csr $csrs[0] @order");

        Assert.Equal(["CsrOfAnotherPerson"], run.ErrorIds);
        Assert.Equal("mira@owner.example", Assert.Single(run.Output).Properties["Email"].Value);
    }

    [Theory]
    [InlineData("$placed[1] | Update-DocSigningCsr -Csr $csrs[0]")] // the object knows its person
    [InlineData("$placed[1] | Update-DocSigningCsr -Csr $csrs[0].Csr")] // the journal knows whose order has the key
    [InlineData("$placed[1] | Update-DocSigningCsr -Csr $csrs[0] -Connection $bare")] // the server knows whose order it is
    public void An_order_gets_no_csr_of_another_person(string command)
    {
        Place("update" + command.Length);
        Run(
            "$bare = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -TimeoutSec 86400 "
            + "-RateLimit '100000/1' -JournalPath $folder/no.db -Name Bare -PassThru").Clean();
        sandbox.Connect(timeoutSec: 86400);
        sandbox.Server.ForgetCalls();

        ScriptRun run = Run(command);

        Assert.Equal(["CsrOfAnotherPerson"], run.ErrorIds);
        AssertNamesBoth(run.Errors[0].ToString());
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public void The_key_of_a_replaced_csr_is_in_the_journal_so_that_nobody_else_gets_it()
    {
        Place("noted");
        string key = Run("$fresh = $mira | New-DocSigningCsr @key -Force; $fresh").Value<string>("PublicKeySha256");
        Run("$placed[0] | Update-DocSigningCsr -Csr $fresh.Csr").Clean();

        Assert.Equal(
            key, Run("Get-DocSigningJournal | Where-Object OrderId -eq $placed[0].OrderId").Value<string>("PublicKeySha256"));
        ScriptRun run = Run("$placed[1] | Update-DocSigningCsr -Csr $fresh.Csr");
        Assert.Equal(["CsrOfAnotherPerson"], run.ErrorIds);
        ScriptRun ordered = Run("$ida | New-DocSigningOrder -Csr $fresh.Csr @order");
        Assert.Equal(["CsrOfAnotherPerson"], ordered.ErrorIds);
    }

    private void Make(string domain)
    {
        sandbox.Fresh();
        sandbox.Run(
            Basics + "$csrs = @($mira, $lars | New-DocSigningCsr @key); "
            + "$thawed = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($csrs[0]))",
            ("mira", SandboxSession.Person("Mira", "Solberg", $"mira@{domain}.example")),
            ("lars", SandboxSession.Person("Lars", "Dahl", $"lars@{domain}.example")),
            ("ida", SandboxSession.Person("Ida", "Berg", $"ida@{domain}.example"))).Clean();
    }

    private void Place(string domain)
    {
        Make(domain);
        Run("$placed = @($csrs | ForEach-Object { $_ | New-DocSigningOrder @order }); $placed | Approve-DocSigningRequest").Clean();
    }

    private ScriptRun Run(string script) => sandbox.Run(Basics + script);

    private static void AssertNamesBoth(string text)
    {
        Assert.Contains("Mira Solberg", text, StringComparison.Ordinal);
        Assert.Contains("Lars Dahl", text, StringComparison.Ordinal);
    }
}
