using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.Json;
using DigiCertDocSign.Tests.Conventions;
using DigiCertDocSign.Tests.Engine;
using DigiCertDocSign.Tests.Stopping;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>Keys in files and keys of the caller's own, through the staged module.</summary>
public sealed class KeyStoreCmdletTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Fact]
    public void Many_keys_are_made_at_once_and_leave_in_input_order_with_bad_inputs_apart()
    {
        sandbox.Fresh();
        PSObject[] people = [.. Enumerable.Range(0, 24).Select(
            index => SandboxSession.Person("P", $"No {index}", $"p{index}@fjordlab.example", index % 8 == 3 ? null : "+47 55 50 01 42"))];

        ScriptRun run = sandbox.Run(
            "$people | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm Rsa2048 -ThrottleLimit 4",
            ("people", people));

        Assert.Equal(
            Enumerable.Range(0, 24).Where(index => index % 8 != 3).Select(index => $"p{index}@fjordlab.example"),
            run.Output.Select(csr => (string)csr.Properties["Email"].Value));
        Assert.Equal(people.Where((_, index) => index % 8 == 3), run.Errors.Select(error => error.TargetObject));
        Assert.Equal(42, sandbox.Files.Count());
        Assert.Equal("2 done: 2 with their CSR, 0 failed", run.Progress[0].StatusDescription);
        Assert.Equal(ProgressRecordType.Completed, run.Progress[^1].RecordType);
    }

    [Fact]
    public void A_pipeline_that_ends_early_leaves_no_CSR_without_its_key_and_nothing_running()
    {
        sandbox.Fresh();
        PSObject[] people =
        [
            .. Enumerable.Range(0, 64).Select(index => SandboxSession.Person("P", $"No {index}", $"p{index}@fjordlab.example")),
        ];
        sandbox.Run("Import-Module -Assembly $tests", ("tests", typeof(SelectFirstCommand).Assembly)).Clean();

        Assert.Single(sandbox
            .Run(
                "$people | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm Rsa2048 | Select-First",
                ("people", people))
            .Clean());

        string[] files = [.. sandbox.Files.Order(StringComparer.Ordinal)];
        Assert.InRange(files.Length, 2, 127);
        Assert.All(
            files.Where(file => file.EndsWith(".csr.pem", StringComparison.Ordinal)),
            csr => Assert.Contains(csr.Replace(".csr.pem", ".key.pem", StringComparison.Ordinal), files));
        Assert.DoesNotContain(files, file => file.EndsWith(".tmp", StringComparison.Ordinal));

        // The same list again makes the rest, takes up what has no CSR, and gives who is done as they are.
        int done = files.Count(file => file.EndsWith(".csr.pem", StringComparison.Ordinal));
        ScriptRun again = sandbox.Run("$people | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm Rsa2048");
        Assert.Equal(
            people.Select(person => person.Properties["EmailAddress"].Value), again.Clean().Select(csr => csr.Properties["Email"].Value));
        Assert.Equal(done, again.Warnings.Count(warning => warning.Contains("nothing was made", StringComparison.Ordinal)));
        Assert.Equal(128, sandbox.Files.Count());
    }

    [Fact]
    public void Force_destroys_nothing_and_says_what_it_set_aside()
    {
        sandbox.Fresh();
        PSObject person = SandboxSession.Person();
        person.Properties["Enabled"].Value = false;
        const string Make = "$person | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256";
        Assert.Equal(["AccountDisabled"], sandbox.Run(Make, ("person", person)).ErrorIds);
        sandbox.Run(Make + " -Force").Clean();
        string[] first = [.. sandbox.Files.Select(File.ReadAllText)];
        ScriptRun again = sandbox.Run(Make + " -Force");
        again.Clean();

        Assert.Equal(2, again.Warnings.Count(warning => warning.Contains("set aside as", StringComparison.Ordinal)));
        Assert.Equal(4, sandbox.Files.Count());
        Assert.Subset(sandbox.Files.Select(File.ReadAllText).ToHashSet(), first.ToHashSet());
    }

    [Fact]
    public async Task A_key_object_of_the_caller_signs_and_serves_one_person()
    {
        sandbox.Fresh();
        using var rsa = RSA.Create(3072);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach ((AsymmetricAlgorithm key, string algorithm) in new (AsymmetricAlgorithm, string)[] { (rsa, "Rsa3072"), (curve, "P384") })
        {
            ScriptRun run = sandbox.Run(
                "$person, $other | New-DocSigningCsr -Key $key -CsrDirectory $folder/$name",
                ("person", SandboxSession.Person()),
                ("other", SandboxSession.Person(email: "other@fjordlab.example")),
                ("key", key),
                ("name", algorithm));
            Assert.Equal(["KeyAlreadyUsed"], run.ErrorIds);
            PSObject csr = Assert.Single(run.Output);
            Assert.Equal(algorithm, csr.Properties["KeyAlgorithm"].Value.ToString());
            Assert.Null(csr.Properties["KeyReference"].Value);
            Assert.Contains(
                "verify OK",
                await OpenSsl.RunAsync("req", "-verify", "-noout", "-in", (string)csr.Properties["CsrPath"].Value),
                StringComparison.OrdinalIgnoreCase);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo())), csr.Properties["PublicKeySha256"].Value);
        }

        // It was not disposed of, and it orders.
        Assert.NotEmpty(rsa.SignData([1], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        sandbox.Run("$order = @{ @BASICS@ }; $person | New-DocSigningCsr -Key $key | New-DocSigningOrder @order", ("key", rsa)).Clean();
    }

    [Fact]
    public void A_key_object_that_cannot_be_ordered_for_is_refused_at_once()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var other = DSA.Create();
        foreach (AsymmetricAlgorithm key in new AsymmetricAlgorithm[] { small, curve, other })
        {
            Assert.Equal(
                ["KeyUnsupported"],
                sandbox.Run("$person | New-DocSigningCsr -Key $key", ("person", SandboxSession.Person()), ("key", key)).ErrorIds);
        }

        using var full = RSA.Create(2048);
        using var publicOnly = RSA.Create(full.ExportParameters(false));

        Assert.Equal(["KeyUnsupported"], sandbox.Run("$person | New-DocSigningCsr -Key $key", ("key", publicOnly)).ErrorIds);

        ScriptRun contradicted = sandbox.Run("$person | New-DocSigningCsr -Key $key -KeyAlgorithm P384", ("key", full));
        Assert.Equal(["KeyUnsupported"], contradicted.ErrorIds);
        Assert.Contains("RSA 2048, and KeyAlgorithm asks for P-384", contradicted.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_object_whose_vault_refuses_is_an_inputs_fault_and_a_failed_check()
    {
        using var full = RSA.Create(2048);
        using var refused = new VaultKey(full);

        ScriptRun run = sandbox.Run("$person | New-DocSigningCsr -Key $key", ("person", SandboxSession.Person()), ("key", refused));
        Assert.Equal(["KeyUnsupported"], run.ErrorIds);
        Assert.Equal(
            "Mira Solberg <mira.solberg@fjordlab.example>: Key does not sign: The caller may not sign with this key. Give an object that "
                + "holds the private key, or reaches it and is allowed to sign.",
            run.Errors[0].ErrorDetails.Message);
        Assert.Equal(["Key False", "Certification "], Findings("Test-DocSigningKeyStore -Key $key", ("key", refused)));
        Assert.Equal(
            ["Key False", "Certification "],
            Findings("Test-DocSigningKeyStore -Key $key", ("key", RSA.Create(full.ExportParameters(false)))));

        // The CSR that had given way is in its place again, since no other was made.
        sandbox.Fresh();
        sandbox.Run("$person | New-DocSigningCsr -Key $key -CsrDirectory $folder", ("key", full)).Clean();
        string before = File.ReadAllText(Assert.Single(sandbox.Files));
        Assert.Equal(
            ["KeyUnsupported"],
            sandbox.Run("$person | New-DocSigningCsr -Key $key -CsrDirectory $folder -Force", ("key", refused)).ErrorIds);
        Assert.Equal(before, File.ReadAllText(Assert.Single(sandbox.Files)));

        using var gone = RSA.Create(2048);
        gone.Dispose();

        Assert.Equal(["KeyUnsupported"], sandbox.Run("$person | New-DocSigningCsr -Key $key", ("key", gone)).ErrorIds);
    }

    [Fact]
    public void A_bare_public_key_is_taken_where_a_CSR_is()
    {
        sandbox.Fresh();
        using var key = RSA.Create(2048);
        string pem = key.ExportSubjectPublicKeyInfoPem();

        ScriptRun run = sandbox.Run(
            "$order = @{ @BASICS@ }; $placed = $person | New-DocSigningOrder -Csr $pem @order; $placed | Approve-DocSigningRequest; "
                + "$placed | Update-DocSigningCsr -Csr $pem",
            ("person", SandboxSession.Person()),
            ("pem", pem));
        run.Clean();
        string sent =
            JsonDocument.Parse(sandbox.Changes.First().Body).RootElement.GetProperty("certificate").GetProperty("csr").GetString()!;
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----MII", sent, StringComparison.Ordinal);
        Assert.Equal(pem.ReplaceLineEndings(""), sent);

        // In a column of the list, by way of a plan, to a certificate that is compared with it.
        using var own = RSA.Create(2048);
        string ownPem = own.ExportSubjectPublicKeyInfoPem();
        PSObject lars = SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example", csr: ownPem);
        sandbox
            .Run(
                "$placed = $lars | New-DocSigningPlan @order | New-DocSigningOrder -AgreeToSubscriberAgreement; $placed | "
                    + "Approve-DocSigningRequest",
                ("lars", lars))
            .Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        const string Findings = " | Where-Object { $_.Check -eq 'Key' } | ForEach-Object { \"$($_.Passed)\" }";
        Assert.Equal(
            ["True"],
            sandbox.Run("$placed | Test-DocSigningCertificate -Csr $own" + Findings, ("own", ownPem))
                .Clean()
                .Select(passed => (string)passed.BaseObject));
        using var other = RSA.Create(2048);
        sandbox.Run("$placed | Save-DocSigningCertificate -Path $folder -Format Pem").Clean();

        Assert.Equal(["False"], sandbox
            .Run(
                "$placed | Test-DocSigningCertificate -Path $folder/lars.dahl@fjordlab.example.pem -Csr $other" + Findings,
                ("other", other.ExportSubjectPublicKeyInfoPem()))
            .Clean()
            .Select(passed => (string)passed.BaseObject));
    }

    /// <summary>Key files have their CSRs beside them; for all other keys the operator may name a folder.</summary>
    [Fact]
    public void Each_key_store_takes_a_folder_for_key_files_or_one_for_CSRs()
    {
        CommandParameterSetInfo[] stores = [.. ModuleCmdlets.Get("New-DocSigningCsr").ParameterSets];

        Assert.Equal(
            stores.Select(store => store.Name).Order(StringComparer.Ordinal),
            ModuleCmdlets.Get("Test-DocSigningKeyStore").ParameterSets.Select(store => store.Name).Order(StringComparer.Ordinal));
        Assert.All(stores, store => Assert.True(Has(store, "KeyPassword") != Has(store, "CsrDirectory"), store.Name));

        static bool Has(CommandParameterSetInfo store, string parameter) => store.Parameters.Any(one => one.Name == parameter);
    }

    [Fact]
    public void The_test_of_files_and_objects_says_what_they_are()
    {
        sandbox.Fresh();
        using var key = RSA.Create(2048);

        Assert.Equal(
            ["Folder True", "Algorithm True", "Certification False"],
            Findings("Test-DocSigningKeyStore -KeyDirectory $folder/new -KeyPassword $password"));
        Assert.Equal(["Key True", "Certification "], Findings("Test-DocSigningKeyStore -Key $key", ("key", key)));
        Assert.Equal(
            ["KeyPasswordTooShort"],
            sandbox.Run("Test-DocSigningKeyStore -KeyDirectory $folder -KeyPassword $short", ("short", Secret.Of("short"))).ErrorIds);
        Assert.Empty(sandbox.Files);
    }

    [Fact]
    public void A_key_storage_provider_is_refused_where_there_is_no_Windows()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(["KeyProviderUnusable"], sandbox.Run(
                "$person | New-DocSigningCsr -KeyStorageProvider 'Microsoft Software Key Storage Provider'",
                ("person", SandboxSession.Person())).ErrorIds);
        }
    }

    private string[] Findings(string script, params (string, object?)[] variables) =>
        [.. sandbox
            .Run(script, variables)
            .Clean()
            .Select(finding => $"{finding.Properties["Check"].Value} {finding.Properties["Passed"].Value}")];
}
