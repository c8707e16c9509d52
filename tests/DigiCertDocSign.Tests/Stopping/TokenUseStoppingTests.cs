using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Stopping;

/// <summary>
/// Ctrl+C while the library of a token starts, or the token signs, in commands that use a key: they end at once all the same.
/// </summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenUseStoppingTests(SoftHsm hsm, SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Key = "-OrderId $orders[0].OrderId -KeyReference $reference -Pin $pin";

    [FaultyTokenTheory]
    [InlineData(
        "hold-start 1",
        "C_Initialize",
        "$team | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -CsrDirectory $folder/new")]
    [InlineData("hold-start 1", "C_Initialize", "Test-DocSigningKeyStore -Pkcs11Module $module -TokenLabel $label -Pin $pin")]
    [InlineData("hold-start 1", "C_Initialize", "Test-DocSigningCertificate " + Key)]
    [InlineData("hold-start 1", "C_Initialize", "Install-DocSigningCertificate " + Key)]
    [InlineData("hold-start 1", "C_Initialize", "Save-DocSigningCertificate -Path $folder/new " + Key)]
    [InlineData("hold-sign 1", "C_Sign", "Test-DocSigningCertificate -SignatureCheck " + Key)]
    [InlineData(
        "hold-sign 1",
        "C_Sign",
        "$team[1] | New-DocSigningCsr -Pkcs11Module $module -TokenLabel $label -Pin $pin -CsrDirectory $folder/new")]
    public async Task Ctrl_C_does_not_wait_for_the_token(string setting, string call, string script)
    {
        sandbox.Fresh();
        using var token = new FaultyToken(setting);
        string label = hsm.NewToken();
        sandbox.Run(
            """
            $order = @{ @BASICS@ }
            $orders = $team[0] | New-DocSigningCsr -Pkcs11Module $softHsm -TokenLabel $label -Pin $pin -KeyAlgorithm P256 |
                New-DocSigningOrder @order
            $orders | Approve-DocSigningRequest
            $reference = $orders[0].KeyReference -replace 'module-path=.*', "module-path=$module"
            """,
            ("softHsm", SoftHsm.Module), ("module", token.Module), ("label", label), ("pin", Secret.Of(SoftHsm.Pin)),
            ("team", new[] { SandboxSession.Person(), SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example") })).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        token.Hold();
        using PowerShell shell = sandbox.Session.NewShell(script);
        shell.BeginInvoke();
        await token.SeenAsync(call);
        await TokenStoppingTests.StopAsync(shell, token);

        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Equal(0, token.Count("C_Finalize"));
        token.LetGo();
        await token.SeenAsync("C_Finalize");
        token.AssertClosed();

        Assert.False(Directory.Exists(Path.Combine(sandbox.Folder, "new")));
    }
}
