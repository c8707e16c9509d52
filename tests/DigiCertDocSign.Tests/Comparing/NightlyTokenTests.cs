using CertCentral.Sandbox;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// docs/examples/nightly.ps1 -Pkcs11Module as its own process, with a token in software: keys are made on the token and nowhere else, one
/// for each order, also where nights are killed, and also where a certificate is renewed.
/// </summary>
[Collection(nameof(SoftHsm))]
public sealed class NightlyTokenTests(SoftHsm hsm) : IAsyncLifetime
{
    private NightlyProcess _nights = null!;
    private string _label = "";

    private IReadOnlyList<SandboxOrder> Orders => _nights.Orders;

    public async Task InitializeAsync()
    {
        if (SoftHsm.Missing is null)
        {
            _nights = await NightlyProcess.StartAsync();
            _label = hsm.NewToken();
            _nights.Environment["SOFTHSM2_CONF"] = hsm.Configuration;
            _nights.Environment["DOCSIGNING_PIN"] = SoftHsm.Pin;
            _nights.Environment["DOCSIGNING_KEYPASSWORD"] = null;
            _nights.Environment["NIGHTLY_MORE"] = $$"""{"Pkcs11Module": "{{SoftHsm.Module}}", "TokenLabel": "{{_label}}"}""";
        }
    }

    public async Task DisposeAsync()
    {
        if (_nights is not null)
        {
            await _nights.DisposeAsync();
        }
    }

    [SoftHsmFact]
    public async Task Each_order_has_a_key_of_its_own_on_the_token_whatever_was_killed()
    {
        _nights.Write("1,Aas", "2,Berg");
        await _nights.KillAsync(NightlyProcess.Buys, 1, isCarriedOut: false);
        Assert.Equal(2, hsm.CountPairs(_label));

        // As where the night had been killed a moment earlier, between key and CSR.
        Assert.Equal(2, Csrs("joiners").Length);
        File.Delete(Csrs("joiners")[0]);
        await _nights.KillAsync(NightlyProcess.Buys, 2, isCarriedOut: true);
        await _nights.PlayAsync();
        AssertKeysAndOrders(2);
        _nights.ApproveAll();
        Assert.Contains("Test-DocSigningCertificate: 2 done, 0 failed", await _nights.PlayAsync(), StringComparison.Ordinal);
        AssertCertified(2);

        // The keys that are in use lie beside the new ones and hinder nobody.
        _nights.Pass(days: 330);
        await _nights.ValidateAsync();
        await _nights.KillAsync(NightlyProcess.Buys, 2, isCarriedOut: false);
        Assert.Equal(4, hsm.CountPairs(_label));
        foreach (string csr in Orders.Take(2).SelectMany(order => Csrs($"after-{order.Id}")))
        {
            File.Delete(csr);
        }

        await _nights.PlayAsync();
        AssertKeysAndOrders(4);
        Assert.Equal(2, Orders.Count(order => order.RenewalOfOrderId is not null));
        _nights.ApproveAll();
        Assert.Contains("Keep: 2", await _nights.PlayAsync(), StringComparison.Ordinal);
        AssertCertified(4);
        AssertKeysAndOrders(4);
    }

    /// <summary>A key whose certificate was never fetched looks as one of a run that was killed, and may be the reason to revoke.</summary>
    [SoftHsmFact]
    public async Task Whoever_marries_gets_another_key_though_the_last_certificate_was_never_fetched()
    {
        _nights.Write("1,Aas", "2,Berg");
        await _nights.PlayAsync();
        _nights.ApproveAll();
        _nights.Server.Answering = call => call.PathAndQuery.Contains("/download/", StringComparison.Ordinal)
            ? ByHand.Answer(500, "application/json", """{"errors":[{"code":"internal_error","message":"Out of order."}]}""")
            : null;

        _nights.Write("1,Aas", "2,Holm");
        await _nights.PlayAsync(exitCode: 1);

        Assert.Equal(["Aas", "Berg", "Holm"], Orders.Select(order => order.Surname).Order());
        AssertKeysAndOrders(3);
    }

    /// <summary>The old key is there as well, and a token shows it without a PIN: it must not be taken for that of the reissue.</summary>
    [SoftHsmFact]
    public async Task A_reissue_is_installed_beside_its_own_key_on_the_token()
    {
        _nights.Write("1,Aas", "2,Berg");
        await _nights.PlayAsync();
        _nights.ApproveAll();
        await _nights.PlayAsync();
        _nights.Environment["NIGHTLY_DAY"] =
            $$"""
            $token = @{
                Pkcs11Module = '{{SoftHsm.Module}}'; TokenLabel = '{{_label}}'; CsrDirectory = "$env:NIGHTLY_FOLDER/keys/lost"
                Pin = ConvertTo-SecureString -String $env:DOCSIGNING_PIN -AsPlainText -Force
            }
            Import-Csv -LiteralPath $env:NIGHTLY_LIST | Where-Object Surname -eq 'Aas' | New-DocSigningCsr @token -Force |
                Request-DocSigningReissue -OrderId {{Orders[0].Id}} -Reason TokenLost -Confirm:$false
            """;
        string? before = Orders[0].SerialNumber;
        string asked = await _nights.PlayAsync();
        _nights.Environment["NIGHTLY_DAY"] = null;
        _nights.ApproveAll();

        // A token locks after a few wrong ones.
        _nights.Environment["DOCSIGNING_PIN"] = "000000";
        string refused = await _nights.PlayAsync(exitCode: 2);
        Assert.Equal(2, refused.Split("Fetch what was issued, error: ").Length);
        NightlySession.AssertSays("Keys ended early: the PIN was refused above, and is not tried again in this night.", refused);
        _nights.Environment["DOCSIGNING_PIN"] = SoftHsm.Pin;

        string log = await _nights.PlayAsync();

        NightlySession.AssertSays($"Installed: Kim Aas, order {Orders[0].Id}", asked + log);
        Assert.Contains("Test-DocSigningCertificate: 1 done, 0 failed", log, StringComparison.Ordinal);
        Assert.NotEqual(before, Orders[0].SerialNumber);
        Assert.Equal((3, 3), (hsm.CountPairs(_label), hsm.Certificates(_label).Length));
        Assert.Contains(
            Orders[0].SerialNumber!.TrimStart('0'), string.Join('\n', hsm.Certificates(_label)), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Installed: ", await _nights.PlayAsync(), StringComparison.Ordinal);
    }

    private void AssertKeysAndOrders(int count)
    {
        Assert.Equal((count, count), (Orders.Count, hsm.CountPairs(_label)));
        Assert.Equal(count, hsm.CountKeys(_label));
        Assert.Equal(count, Orders.Select(order => order.Csr).Distinct().Count());
        string[] files = Directory.GetFiles(_nights.Folder, "*", SearchOption.AllDirectories);
        Assert.DoesNotContain(files, file => File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => File.ReadAllText(file).Contains(SoftHsm.Pin, StringComparison.Ordinal));
    }

    private void AssertCertified(int count)
    {
        string[] serials = [.. Orders.Select(order => order.SerialNumber!.TrimStart('0')).Order(StringComparer.OrdinalIgnoreCase)];
        Assert.Equal(count, serials.Length);
        string listed = string.Join('\n', hsm.Certificates(_label));
        Assert.Equal(count, hsm.Certificates(_label).Length);
        Assert.All(serials, serial => Assert.Contains(serial, listed, StringComparison.OrdinalIgnoreCase));
    }

    private string[] Csrs(string purpose) => Directory.GetFiles(_nights.In("keys", purpose), "*.csr.pem");
}
