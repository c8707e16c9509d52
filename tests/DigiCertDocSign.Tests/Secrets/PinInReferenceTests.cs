using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Secrets;

/// <summary>Somebody has written the PIN into a key reference: it is refused before it is shown or kept anywhere.</summary>
public sealed class PinInReferenceTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Pin = "PINMARKER4711";
    private const string Loud = "$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; $order = @{ @BASICS@ }; ";

    public static TheoryData<string> References => new(
        $"pkcs11:token=Legal;object=mira?pin-value={Pin}",
        $"PKCS11:token=Legal;object=mira;pin-source={Pin}",
        $"\"pkcs11:token=Legal?PIN-VALUE={Pin}\"",
        $"cng:provider=Some;key=mira;pin={Pin}");

    private readonly Searcher _searcher = new([Pin]);

    [Theory]
    [MemberData(nameof(References))]
    public void An_input_with_a_pin_is_one_fault_and_the_others_go_on(string reference)
    {
        PSObject bad = Input("Mira", "Solberg", reference), good = Input("Lars", "Dahl", null);

        ScriptRun ordered = Play(Loud + "$bad, $good | New-DocSigningOrder @order", ("bad", bad), ("good", good));

        Assert.Equal(["KeyReferenceInvalid"], ordered.ErrorIds);
        Assert.Same(bad, ordered.Errors[0].TargetObject);
        Assert.Equal("Lars.Dahl@fjordlab.example", Assert.Single(ordered.Output).Properties["Email"].Value);

        ScriptRun planned = Play(Loud + "$bad, $good | New-DocSigningPlan @order", ("bad", bad), ("good", good));
        Assert.Equal("Faulty", planned.Value<string>("Action"));
        Assert.Single(planned.Value<object[]>("Faults"));
        Assert.Equal("Order", planned.Value<string>("Action", 1));
    }

    [Theory]
    [MemberData(nameof(References))]
    public void A_pin_in_a_named_or_piped_reference_is_not_repeated(string reference)
    {
        sandbox.Issue();
        (string, object?)[] given =
        [
            ("reference", reference),
            ("piped", ModuleSession.Input(("OrderId", sandbox.Run("$orders[0]").Value<long>("OrderId")), ("KeyReference", reference))),
        ];
        sandbox.Server.ForgetCalls();
        foreach (string cmdlet in new[]
        {
            "Install-DocSigningCertificate",
            "Save-DocSigningCertificate -Path $folder/out",
            "Save-DocSigningCertificate -Path $folder/out -Format Pfx -Password $password",
            "Test-DocSigningCertificate",
            "Test-DocSigningCertificate -SignatureCheck",
        })
        {
            foreach (string how in cmdlet.StartsWith("Test", StringComparison.Ordinal) ? [""] : new[] { "", " -WhatIf" })
            {
                Assert.Equal(
                    ["KeyReferenceInvalid"],
                    Play($"{Loud}$orders[0].OrderId | {cmdlet} -KeyReference $reference{how}", given).ErrorIds);
                Assert.Equal(["KeyReferenceInvalid"], Play($"{Loud}$piped | {cmdlet}{how}", given).ErrorIds);
            }
        }

        ScriptRun updated = Play(
            Loud
                + "$late = $csrs[1] | New-DocSigningOrder @order; $late | Approve-DocSigningRequest; $csr = [pscustomobject]@{ Csr = "
                + "$csrs[0].Csr; KeyReference = $reference }; Update-DocSigningCsr $late.OrderId $csr",
            given);

        Assert.Equal(["KeyReferenceInvalid"], updated.ErrorIds);
        Assert.DoesNotContain(sandbox.Changes, change => change.PathAndQuery.EndsWith("/csr", StringComparison.Ordinal));
    }

    [Fact]
    public void An_error_that_ends_a_run_names_no_cell_of_the_input_at_which_it_ended()
    {
        PSObject person = Input("Mira", "Solberg", null);
        person.Properties.Add(new PSNoteProperty("Note", Pin));
        sandbox.Server.Answering = call => call.Method == "GET"
            ? ByHand.Answer(
                403,
                "application/json",
                """{"errors":[{"code":"access_denied|invalid_key","message":"The API key is invalid."}]}""")
            : null;

        Assert.Equal(["ApiKeyRefused"], Play(Loud + "$person | New-DocSigningOrder @order", ("person", person)).ErrorIds);
        sandbox.Server.Answering = null;
    }

    [Fact]
    public void What_is_not_understood_of_a_reference_is_not_kept()
    {
        ScriptRun run = Play(
            Loud + "$person | New-DocSigningOrder @order",
            ("person", Input("Mira", "Solberg", $"pkcs11:token=Legal;object=mira?x-note={Pin}")));

        run.Clean();
        Assert.Equal("pkcs11:token=Legal;object=mira;type=private", run.Value<string>("KeyReference"));
    }

    private static PSObject Input(string givenName, string surname, string? reference)
    {
        // A key of the person's own: what is ordered with another's is refused.
        using var key = RSA.Create(2048);
        string csr = new CertificateRequest($"CN={surname}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSigningRequestPem();
        PSObject person = SandboxSession.Person(givenName, surname, $"{givenName}.{surname}@fjordlab.example", csr: csr);
        person.Properties.Add(new PSNoteProperty("KeyReference", reference));
        return person;
    }

    private ScriptRun Play(string script, params (string, object?)[] variables)
    {
        ScriptRun run = sandbox.Run(script, variables);
        // A row of a plan keeps the piped object itself.
        foreach (PSPropertyInfo property in run.Output.SelectMany(item => item.Properties)
            .Where(property => property.Name != "InputObject"))
        {
            _searcher.Object(property.Name, property.Value);
        }

        foreach (ErrorRecord error in run.Errors)
        {
            _searcher.Object("exception", error.Exception);
            string[] texts =
            [
                error.ToString(),
                error.Exception.ToString(),
                error.CategoryInfo.ToString(),
                error.CategoryInfo.TargetName,
                error.ErrorDetails.ToString(),
            ];
            Array.ForEach(texts, text => _searcher.Text("error", text));
        }

        foreach (string text in run.Warnings.Concat(run.Verbose).Concat(run.Debug).Concat(run.Information)
            .Append(sandbox.Session.Host.TakeText())
            .Concat(sandbox.Server.Calls.Select(call => call.Body)))
        {
            _searcher.Text("stream", text);
        }

        foreach (string file in Directory.GetFiles(sandbox.JournalFolder, "journal.db*").Concat(sandbox.Files))
        {
            _searcher.File(file);
        }

        Assert.True(_searcher.Texts > 0);
        Assert.Empty(_searcher.Found);
        return run;
    }
}
