using System.Management.Automation;
using System.Security.Cryptography;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.WrongPerson;

/// <summary>
/// A bare id says nothing of whose order it is. Each command that changes an order says so before it does anything, and none takes one
/// order by its id and another one, or a person, out of the pipeline.
/// </summary>
public sealed class NamedOrderTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Lars = "Lars Dahl <lars.dahl@fjordlab.example>";
    private const string Nora = "Nora Vik <nora.vik@fjordlab.example>";

    /// <summary>Lars has a certificate, order $lars; Nora's order $nora waits; another of hers, $shipped, has its key on a token.</summary>
    public static TheoryData<string, string> Commands() => new()
    {
        { "Revoke-DocSigningCertificate $lars -Reason AffiliationChanged", Lars },
        { "Revoke-DocSigningCertificate $lars -Reason AffiliationChanged -WholeOrder", Lars },
        { "Request-DocSigningReissue $lars -Csr $newCsr -Reason KeyCompromised", Lars },
        { "Request-DocSigningReissue $shipped -NoCsr -Reason TokenLost", Nora },
        { "New-DocSigningRenewal -OrderId $lars -ReuseKey -RenewWithin 400 -AgreeToSubscriberAgreement", Lars },
        { "Stop-DocSigningOrder $nora -Note 'Has left'", Nora },
        { "Update-DocSigningCsr $nora -Csr $newCsr", Nora },
        { "Set-DocSigningOrder $nora -RenewalMail Off", Nora },
        { "Add-DocSigningOrderNote $nora 'Ticket LEG-204'", Nora },
        { "Send-DocSigningOrderMail $nora", Nora },
        // A request for a new certificate shows its person, and its order is not asked for the address.
        { "Deny-DocSigningRequest -OrderId $waits", "for Nora Vik" },
        { "Approve-DocSigningRequest -OrderId $waits", "for Nora Vik" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Whose_order_it_is_stands_in_the_trial_and_in_the_question(string command, string whose)
    {
        Prepare();
        sandbox.Session.Host.TakeText();

        sandbox.Run(command + " -WhatIf").Clean();
        string tried = sandbox.Session.Host.TakeText();
        sandbox.Session.Host.Answer("No");
        sandbox.Run(command + " -Confirm").Clean();
        string asked = sandbox.Session.Host.TakeText();

        Assert.Contains("What if:", tried, StringComparison.Ordinal);
        Assert.All([tried, asked], said => Assert.Contains(whose, said, StringComparison.Ordinal));
        Assert.Empty(sandbox.Changes);
    }

    /// <summary>Mira's order is $mira.</summary>
    [Theory]
    [InlineData("$person | Revoke-DocSigningCertificate -OrderId $lars -Reason AffiliationChanged", "TwoOrdersNamed")]
    [InlineData("$mira | Revoke-DocSigningCertificate -OrderId $lars -Reason AffiliationChanged", "TwoOrdersNamed")]
    [InlineData("Get-DocSigningOrder $mira | Revoke-DocSigningCertificate -OrderId $lars -Reason Superseded", "TwoOrdersNamed")]
    [InlineData("Get-DocSigningCertificate $mira | Revoke-DocSigningCertificate -OrderId $lars -Reason Superseded", "TwoOrdersNamed")]
    [InlineData("$person | Stop-DocSigningOrder -OrderId $nora -Note 'Has left'", "TwoOrdersNamed")]
    [InlineData("$mira | Stop-DocSigningOrder -OrderId $nora -Note 'Has left'", "TwoOrdersNamed")]
    [InlineData("$change | Stop-DocSigningOrder -OrderId $nora -Note 'Has left'", "TwoOrdersNamed")]
    [InlineData("$change | Revoke-DocSigningCertificate -OrderId $lars -Reason Superseded", "TwoOrdersNamed")]
    [InlineData("$person | Request-DocSigningReissue -OrderId $lars -NoCsr -Reason TokenLost", "InputObjectNotBound")]
    [InlineData("$person | Set-DocSigningOrder -OrderId $nora -RenewalMail Off", "InputObjectNotBound")]
    [InlineData("$person | Add-DocSigningOrderNote -OrderId $nora -Text 'Ticket'", "InputObjectNotBound")]
    [InlineData("$person | Send-DocSigningOrderMail -OrderId $nora", "InputObjectNotBound")]
    [InlineData("$person | Update-DocSigningCsr -OrderId $nora -Csr $newCsr", "InputObjectNotBound")]
    [InlineData("$person | New-DocSigningRenewal -OrderId $lars -Csr $newCsr -AgreeToSubscriberAgreement", "RenewalNotPossible")]
    public void What_is_piped_in_beside_the_id_of_another_order_is_refused(string command, string errorId)
    {
        Prepare();

        ScriptRun run = sandbox.Run(command);

        Assert.Contains(
            run.Errors.Append(run.Terminating).OfType<ErrorRecord>(),
            error => error.FullyQualifiedErrorId.StartsWith(errorId, StringComparison.Ordinal));
        Assert.Empty(sandbox.Changes);
    }

    /// <summary>What a piped object says of its own order is not said of the one that is named.</summary>
    [Theory]
    [InlineData("$row | Get-DocSigningCertificate -OrderId $shipped", null)]
    [InlineData("$row | Add-Member OrderId $shipped -PassThru | Get-DocSigningCertificate", "file:///keys/some.pem")]
    [InlineData("Get-DocSigningCertificate -OrderId $shipped -KeyReference file:///keys/some.pem", "file:///keys/some.pem")]
    public void The_key_of_one_order_is_not_shown_with_another(string command, string? key)
    {
        Prepare();

        PSObject certificate = Assert.Single(
            sandbox.Run(command, ("row", ModuleSession.Input(("KeyReference", "file:///keys/some.pem")))).Clean());

        Assert.Equal(key, certificate.Properties["KeyReference"].Value);
    }

    [Fact]
    public void The_same_order_may_be_named_and_piped_in()
    {
        Prepare();

        sandbox.Run("Get-DocSigningOrder $nora | Stop-DocSigningOrder -OrderId $nora -Note 'Has left'").Clean();

        Assert.Single(sandbox.Changes);
    }

    private void Prepare()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        sandbox.Issue();
        sandbox.Run(
            """
            $lars = $orders[1].OrderId; $mira = $orders[0].OrderId; $order.ProvisioningMethod = 'ClientApp'
            $made = $nora, $nora | New-DocSigningOrder @order
            $made[0] | Approve-DocSigningRequest
            $order.ProvisioningMethod = 'ShipToken'
            $order.ShipTo = @{ Name = 'Nora Vik'; Addr1 = 'Strandgaten 7'; City = 'Bergen'; State = 'Vestland'; Zip = '5013'
                Country = 'NO'; Method = 'STANDARD' }
            $shipped = ($theirs | New-DocSigningOrder @order -Csr $csr 3> $null).OrderId
            Approve-DocSigningRequest -OrderId $shipped
            $nora, $waits = $made.OrderId
            $change = [pscustomobject]@{ Kind = 'Cancel'; OrderId = $mira; ComparedAt = $clock.GetUtcNow(); Scope = 'Legal' }
            """,
            ("nora", SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example")),
            ("theirs", SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example")),
            ("person", SandboxSession.Person()),
            ("newCsr", SandboxSession.MakeCsr(key))).Clean();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
        sandbox.Server.ForgetCalls();
    }
}
