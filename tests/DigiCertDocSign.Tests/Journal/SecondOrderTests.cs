using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A person with two live orders is told by each command that looks at one of them, also when nobody orders any more.</summary>
public sealed class SecondOrderTests : IAsyncLifetime
{
    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Theory]
    [InlineData("$second | Get-DocSigningOrderStatus")]
    [InlineData("$first, $second | Get-DocSigningOrderStatus")]
    [InlineData("$first, $second | Wait-DocSigningOrder -TimeoutSec 0 -ErrorAction SilentlyContinue")]
    public void Status_and_wait_warn_once_of_a_person_with_two_live_orders(string look)
    {
        long[] ids = OrderIds(_sandbox.Run(
            "$order = @{ @BASICS@ }; $first, $second = $person, $person | New-DocSigningOrder @order -Csr $csr; $first; $second",
            ("person", Nora)));

        ScriptRun run = _sandbox.Run(look);

        Assert.Equal(
            $"nora.vik@fjordlab.example has more than one live order: {ids[0]} and {ids[1]}. One person needs one: look at them, and "
            + "cancel or revoke what is too much.",
            Assert.Single(run.Warnings));
    }

    [Fact]
    public void A_renewal_and_the_order_that_it_renews_are_one()
    {
        _sandbox.Run(
            "$order = @{ @BASICS@ }; $first = $person | New-DocSigningOrder @order -Csr $csr; $first | Approve-DocSigningRequest",
            ("person", Nora)).Clean();
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(5));

        _sandbox.Run("$second = $person | New-DocSigningOrder @order -Csr $csr -RenewalOfOrderId $first.OrderId").Clean();

        Assert.Empty(_sandbox.Run("$first, $second | Get-DocSigningOrderStatus").Warnings);
    }

    private static PSObject Nora => SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example");

    private static long[] OrderIds(ScriptRun run) => [.. run.Clean().Select(order => (long)order.Properties["OrderId"].Value)];
}
