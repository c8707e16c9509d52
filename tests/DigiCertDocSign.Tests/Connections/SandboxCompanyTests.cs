using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Connections;

/// <summary>The company of the sandbox is the one that help tells of.</summary>
public sealed partial class SandboxCompanyTests
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "en-US", "about_DocSigning_Sandbox.md"));

    [Fact]
    public void Every_order_stands_where_help_says_that_it_does()
    {
        using var session = new ModuleSession();
        PSObject[] listed = [.. session.Run("Connect-DocSigning -Sandbox -SandboxCompany; Get-DocSigningOrder").Clean()];
        Dictionary<long, PSObject> byId = listed.ToDictionary(order => (long)order.Properties["OrderId"].Value);
        var told = new Dictionary<long, string>();
        foreach (Match line in Line().Matches(Page))
        {
            long first = long.Parse(line.Groups["first"].Value, CultureInfo.InvariantCulture);
            long last = line.Groups["last"] is { Success: true } end ? long.Parse(end.Value, CultureInfo.InvariantCulture) : first;
            for (long id = first; id <= last; id++)
            {
                told.Add(id, line.Groups["text"].Value);
            }
        }

        Assert.Equal(Enumerable.Range(1, 103).Select(number => 300_100_000L + number), told.Keys.Order());
        foreach ((long id, string text) in told)
        {
            if (text.StartsWith("Another product", StringComparison.Ordinal))
            {
                Assert.DoesNotContain(id, byId.Keys);
                continue;
            }

            Assert.Equal(Regex.Match(text, @"^\w+").Value, byId[id].Properties["Status"].Value);
        }

        Assert.Equal(99, listed.Length);
        Assert.Equal(100 - 4, listed.Select(order => $"{order.Properties["Person"].Value}").Distinct().Count());
    }

    [Fact]
    public void What_help_says_of_renewals_requests_and_other_products_is_so()
    {
        using var session = new ModuleSession();
        ScriptRun run = session.Run(
            """
            Connect-DocSigning -Sandbox -SandboxCompany
            $renewed = 300100010..300100012 | Get-DocSigningOrder
            "$($renewed.RenewedOrderId)"
            "$((300100085..300100087 | Get-DocSigningOrder).Person -join ',')" -eq "$($renewed.Person -join ',')"
            $soon = @(Get-DocSigningOrder -Status Issued -ExpiringWithin 31).OrderId | Sort-Object
            "$($soon[0])-$($soon[-1]) $($soon.Count)"
            "$((Get-DocSigningOrder 300100074), (Get-DocSigningOrder 300100075) | ForEach-Object { "$($_.ProductNameId) $($_.Status)" })"
            $waiting = Get-DocSigningRequest -Status Pending | Group-Object Type | Sort-Object Name
            ($waiting | ForEach-Object { "$($_.Name) $($_.Count)" }) -join ', '
            (Get-DocSigningOrder 300100080).ProvisioningMethod, (Get-DocSigningOrder 300100084).ProvisioningMethod -join ' '
            """);

        Assert.Equal(
            [
                "300100085 300100086 300100087",
                "True",
                "300100010-300100020 11",
                "ds_individual Issued ds_individual NeedsApproval",
                "NewRequest 8, Reissue 3, Revoke 2",
                "ShipToken ClientApp",
            ],
            run.Clean().Select(line => line.ToString()));
    }

    [Fact]
    public void An_order_that_waits_for_its_token_can_be_canceled()
    {
        using var session = new ModuleSession();
        ScriptRun run = session.Run(
            "Connect-DocSigning -Sandbox -SandboxCompany; $before = (Get-DocSigningOrder 300100078).Status; "
            + "300100078 | Stop-DocSigningOrder -Note 'Does not come' -Confirm:$false -PassThru; "
            + "\"$before $((Get-DocSigningOrder 300100078).Status)\"");

        Assert.Equal("Canceled", run.Value<string>("Status"));
        Assert.Equal("WaitingPickup Canceled", run.Clean()[1].ToString());
    }

    [Fact]
    public void It_moves_on_as_the_clock_is_turned()
    {
        using var session = new ModuleSession();
        ScriptRun run = session.Run(
            "Connect-DocSigning -Sandbox -SandboxCompany -SandboxDate 2027-01-04; @(Get-DocSigningOrder -Status Pending).Count; "
            + "Step-DocSigningSandbox -Days 3 -Confirm:$false; @(Get-DocSigningOrder -Status Pending).Count; "
            + "(Get-DocSigningOrder 300100088).Status; Step-DocSigningSandbox -Days 28 -Confirm:$false; "
            + "@(Get-DocSigningOrder -Status Expired).Count");

        Assert.Equal(["7", "0", "Issued", "16"], run.Clean().Select(line => line.ToString()));
    }

    [GeneratedRegex(@"^- (?<first>\d{9})(?: to (?<last>\d{9}))?: (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
