using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Secrets;

/// <summary>With -Debug an operator sees what was sent and what came back, and no secret in it.</summary>
public sealed class DebugStreamTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Fact]
    public void Bodies_are_shown_with_Debug_and_without_what_is_secret()
    {
        ScriptRun run = sandbox.Run(
            """
            $order = @{ @BASICS@; ProvisioningMethod = 'ClientApp'; PaymentMethod = 'Card' }
            $order.CreditCard = @{
                Number = $number; ExpirationMonth = '4'; ExpirationYear = '2029'; Cvv = $cvv; CardholderName = 'Oskar Lindqvist'
            }
            $order.BillingAddress = @{ Address = 'Strandgaten 7'; City = 'Bergen'; Country = 'NO'; Zip = '5013' }
            $placed = $person | New-DocSigningOrder @order -Confirm:$false -Debug
            """,
            ("person", SandboxSession.Person("Bug", "Solberg", "bug@fjordlab.example")),
            ("number", Secret.Of("4012888888881881")),
            ("cvv", Secret.Of("917")));

        run.Clean();
        string text = string.Join("\n", run.Debug);
        Assert.Contains("POST order/certificate/ds_org_individual has sent: {", text, StringComparison.Ordinal);
        Assert.Contains("\"bug@fjordlab.example\"", text, StringComparison.Ordinal);
        Assert.Contains("\"number\":\"***\"", text, StringComparison.Ordinal);
        Assert.Contains("\"cvv\":\"***\"", text, StringComparison.Ordinal);
        Assert.Contains("POST order/certificate/ds_org_individual was answered with 201: {\"id\":", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("4012888888881881|917\"", text);
        Assert.Empty(sandbox.Run("$placed | Get-DocSigningOrder -Debug:$false").Debug);
    }
}
