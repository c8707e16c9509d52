using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.WrongPerson;

/// <summary>Two people with one mailbox: the first in the list is served, the other is told, and nobody's key gives way.</summary>
public sealed class SharedMailboxTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Basics =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1 }; "
        + "$key = @{ KeyPassword = $password; KeyAlgorithm = 'P256' }; ";

    private readonly PSObject _mira = SandboxSession.Person("Mira", "Solberg", "legal@shared.example");
    private readonly PSObject _lars = SandboxSession.Person("Lars", "Dahl", "LEGAL@shared.example");

    [Theory]
    [InlineData("-KeyDirectory $folder/keys", 0)]
    [InlineData("-KeyDirectory $folder/keys -Force", 0)]
    [InlineData("-KeyDirectory $folder/keys -ThrottleLimit 1", 40)] // the first one's files are written when the second one comes
    [InlineData("-KeyDirectory $folder/keys -ThrottleLimit 1 -Force", 40)]
    public void The_first_in_the_list_gets_the_key_with_a_warning_and_the_other_an_error(string where, int between)
    {
        sandbox.Fresh();
        PSObject[] people =
        [
            _mira,
            .. Enumerable.Range(1, between).Select(place => SandboxSession.Person("Person", $"No{place}", $"p{place}@shared.example")),
            _lars,
        ];

        ScriptRun run = Run("$people | New-DocSigningCsr @key " + where, ("people", people));

        Assert.Equal("Mira", run.Value<string>("GivenName"));
        Assert.Equal(between + 1, run.Output.Count);
        Assert.Equal(["EmailOfAnotherPerson"], run.ErrorIds);
        AssertNamesBoth(run.Errors[0].ToString());
        AssertNamesBoth(Assert.Single(run.Warnings));
        Assert.Equal(2 * (between + 1), sandbox.Files.Count());
    }

    [Theory]
    [InlineData("-KeyDirectory $folder/keys", "")]
    [InlineData("-KeyDirectory $folder/keys", " -Force")]
    [InlineData("-KeyPath $folder/one.pem", "")]
    [InlineData("-KeyPath $folder/one.pem", " -Force")]
    public void A_later_run_keeps_the_key_whose_csr_is_another_persons(string where, string force)
    {
        sandbox.Fresh();
        Run("$mira | New-DocSigningCsr @key " + where, ("mira", _mira)).Clean();
        string[] before = [.. sandbox.Files.Select(file => file + File.ReadAllText(file)).Order()];

        ScriptRun run = Run("$lars | New-DocSigningCsr @key " + where + force, ("lars", _lars));

        Assert.Equal(["EmailOfAnotherPerson"], run.ErrorIds);
        AssertNamesBoth(run.Errors[0].ToString());
        Assert.Equal(before, sandbox.Files.Select(file => file + File.ReadAllText(file)).Order());
    }

    [Fact]
    public void One_file_for_the_keys_of_two_people_is_the_first_ones()
    {
        sandbox.Fresh();
        PSObject ida = SandboxSession.Person("Lars", "Dahl", "lars@shared.example");

        ScriptRun run = Run("$mira, $ida | New-DocSigningCsr @key -KeyPath $folder/one.pem -Force", ("mira", _mira), ("ida", ida));

        Assert.Equal("Mira", Assert.Single(run.Output).Properties["GivenName"].Value);
        Assert.Equal(["KeyFileExists"], run.ErrorIds);
        AssertNamesBoth(run.Errors[0].ToString());
        Assert.Equal(["EmailOfAnotherPerson"], Run("$x = 1; $lars | New-DocSigningCsr @key -KeyPath $folder/one.pem -Force").ErrorIds);
    }

    [Theory]
    [InlineData("-KeyDirectory $folder/keys", 2)]
    [InlineData("-KeyDirectory $folder/keys -Force", 2)]
    [InlineData("-KeyPath $folder/one.pem", 2)]
    [InlineData("-KeyDirectory $folder/keys -WhatIf", 0)]
    public void A_person_who_is_in_the_list_twice_gets_one_key_and_is_told_so(string where, int files)
    {
        sandbox.Fresh();
        PSObject spelled = SandboxSession.Person("Mira", "SOLBERG", "Legal@Shared.example");

        ScriptRun run = Run("$mira, $spelled | New-DocSigningCsr @key " + where, ("mira", _mira), ("spelled", spelled));

        Assert.Equal(["PersonTwice"], run.ErrorIds);
        Assert.Same(spelled, Assert.IsType<PSObject>(run.Errors[0].TargetObject));
        Assert.Contains("is in this list twice", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("-Force", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(files / 2, run.Output.Count);
        Assert.Equal(files, sandbox.Files.Count());
    }

    [Fact]
    public void A_new_key_for_the_same_person_is_made_with_force_as_before()
    {
        sandbox.Fresh();
        Run("$mira | New-DocSigningCsr @key -KeyDirectory $folder/keys", ("mira", _mira)).Clean();
        PSObject spelled = SandboxSession.Person("Mira K.", "Solberg", "Legal@shared.example");

        Assert.Single(Run("$spelled | New-DocSigningCsr @key -KeyDirectory $folder/keys -Force", ("spelled", spelled)).Clean());
        Assert.Equal(4, sandbox.Files.Count());
    }

    [Fact]
    public void Plan_and_order_name_both_people_and_serve_the_first()
    {
        (string, object?)[] both = [("mira", _mira), ("lars", _lars)];
        const string Method = "$order.ProvisioningMethod = 'ClientApp'; ";

        ScriptRun plan = Run(Method + "$mira, $lars | New-DocSigningPlan @order", both);
        Assert.Equal(["Order", "Faulty"], plan.Output.Select(row => row.Properties["Action"].Value.ToString()));
        AssertNamesBoth(plan.Value<string>("Reason", 1));
        AssertNamesBoth(string.Join(' ', (IReadOnlyList<string>)plan.Output[0].Properties["Warnings"].Value) + " Mira Solberg");

        ScriptRun run = Run(Method + "$mira, $lars | New-DocSigningOrder @order -AgreeToSubscriberAgreement", both);
        Assert.Equal("Mira", Assert.Single(run.Output).Properties["GivenName"].Value);
        Assert.Equal(["EmailOfAnotherPerson"], run.ErrorIds);
        AssertNamesBoth(run.Errors[0].ToString());
    }

    private ScriptRun Run(string script, params (string, object?)[] variables) => sandbox.Run(Basics + script, variables);

    private static void AssertNamesBoth(string text)
    {
        Assert.Contains("Mira Solberg", text, StringComparison.Ordinal);
        Assert.Contains("Lars Dahl", text, StringComparison.Ordinal);
        Assert.DoesNotContain("-Force", text, StringComparison.Ordinal);
    }
}
