using System.Management.Automation;
using DigiCertDocSign.Tests.Conventions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Connections;

/// <summary>Who keeps several connections open names the one that is meant, as with every module that connects.</summary>
public sealed class ConnectionNameTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public ConnectionNameTests() => _session.Run(
        $$"""
        $ConfirmPreference = 'None'
        Connect-DocSigning -Sandbox -Name Production
        $order = @{ {{SandboxSession.OrderBasics}}; ProvisioningMethod = 'ClientApp' }
        $person | New-DocSigningOrder @order
        $production = Get-DocSigningConnection -Current
        Connect-DocSigning -Sandbox -Name 'Test lab'
        """,
        ("person", SandboxSession.Person())).Clean();

    [Theory]
    [InlineData("Get-DocSigningRequest", 0)] // the one opened last
    [InlineData("Get-DocSigningRequest -Connection $production", 1)]
    [InlineData("Get-DocSigningRequest -Connection production", 1)]
    [InlineData("Get-DocSigningRequest -Connection 'Test lab'", 0)]
    [InlineData("$person | New-DocSigningOrder @order -Connection PRODUCTION | Out-Null; Get-DocSigningRequest -Connection Production", 2)]
    public void A_connection_is_given_as_it_is_or_by_its_name(string script, int orders) =>
        Assert.Equal(orders, _session.Run(script).Clean().Count);

    [Theory]
    [InlineData("Get-DocSigningRequest -Connection Stage")]
    [InlineData("Disconnect-DocSigning -Connection Production, Stage")]
    public void A_name_that_is_none_is_answered_with_those_that_are(string script)
    {
        ErrorRecord error = Assert.Single(_session.Run(script).Errors);

        Assert.Contains("no open connection named 'Stage'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Production', 'Test lab'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, _session.Run("Get-DocSigningConnection").Clean().Count);
    }

    [Fact]
    public void Names_close_connections_too()
    {
        _session.Run("Disconnect-DocSigning -Connection 'Test lab', $production").Clean();

        Assert.Empty(_session.Run("Get-DocSigningConnection").Clean());
        Assert.Contains(
            "Run Connect-DocSigning first",
            Assert.Single(_session.Run("Get-DocSigningRequest -Connection Stage").Errors).Exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Disconnect-DocSigning")]
    [InlineData("Disconnect-DocSigning -Name 'test LAB'")]
    [InlineData("Get-DocSigningConnection -Current | Disconnect-DocSigning")]
    [InlineData("Connect-DocSigning -Sandbox -Name 'Test lab' -RateLimit often -ErrorAction SilentlyContinue")]
    public void After_the_current_one_no_other_is_ordered_over_unless_it_is_named(string end)
    {
        ScriptRun run = _session.Run(end + "; $person | New-DocSigningOrder @order");

        Assert.Equal(["NotConnected"], run.ErrorIds);
        string message = Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>()).Exception.Message;
        Assert.Contains("'Production'", message, StringComparison.Ordinal);
        Assert.Contains("-Connection", message, StringComparison.Ordinal);
        Assert.Empty(_session.Run("Get-DocSigningConnection -Current").Clean());
        Assert.Single(_session.Run("Get-DocSigningRequest -Connection $production").Clean());
        Assert.Equal(["NotConnected"], _session.Run("Disconnect-DocSigning").ErrorIds);
        Assert.Equal(2, _session.Run("$person | New-DocSigningOrder @order -Connection Production | Out-Null; Get-DocSigningRequest "
            + "-Connection $production").Clean().Count);
    }

    [Fact]
    public void Closing_another_leaves_the_current_one()
    {
        _session.Run("Disconnect-DocSigning -Name Production").Clean();

        Assert.Equal("Test lab", _session.Run("(Get-DocSigningConnection -Current).Name").Clean().Single().BaseObject);
    }

    [Theory]
    [MemberData(nameof(ModuleCmdlets.Names), MemberType = typeof(ModuleCmdlets))]
    public void The_names_complete_wherever_a_connection_is_taken(string cmdlet)
    {
        if (!ModuleCmdlets.Get(cmdlet).Parameters.ContainsKey("Connection"))
        {
            return;
        }

        string typed = $"{cmdlet} -Connection ";
        ScriptRun run = _session.Run("(TabExpansion2 $typed $typed.Length).CompletionMatches", ("typed", typed));

        Assert.Equal(["Production", "'Test lab'"], run.Clean().Select(match => match.Properties["CompletionText"].Value));
    }

    public void Dispose() => _session.Dispose();
}
