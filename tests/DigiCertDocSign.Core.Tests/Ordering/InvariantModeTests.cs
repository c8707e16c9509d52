using System.Text;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// A process in globalization-invariant mode, as in a container without ICU: there .NET composes nothing and takes no accent apart.
/// </summary>
public sealed class InvariantModeTests : IDisposable
{
    private const string Family = "H\u00E5gen";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("H\u00E5gen")]
    [InlineData("Ha\u030Agen")]
    [InlineData("Hagen")]
    public async Task A_live_order_is_found_under_each_spelling_and_names_leave_composed(string spelling)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.None });
        Assert.Equal(["Nils " + Family + " 1"], await RunAsync(server, "console.db", people: 1, Family, isInvariant: false));

        string composed = spelling.Normalize(NormalizationForm.FormC);
        Assert.Equal([$"Nils {composed} 2"], await RunAsync(server, "journal.db", people: 2, spelling, isInvariant: true));
    }

    /// <returns>The common names that it has ordered for, as they were sent.</returns>
    private async Task<string[]> RunAsync(LoopbackServer server, string journal, int people, string surname, bool isInvariant)
    {
        server.ForgetCalls();
        using var process = OrderingProcess.Start(server, _folder.File(journal), people, surname, isInvariant);
        Assert.Equal("", (await process.EndAsync()).Faults);
        return
        [
            .. server.Calls.Where(IsOrder)
                .Select(call => JObject.Parse(call.Body)["subject"]!)
                .Select(subject => $"{subject["given_name"]} {subject["surname"]}"),
        ];
    }

    private static bool IsOrder(RecordedCall call) =>
        call.Method == "POST" && call.PathAndQuery.Contains("/order/certificate/", StringComparison.Ordinal);
}
