using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

public sealed class StateFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-state-");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));

    private string StatePath => Path.Combine(_folder.FullName, "below", "sandbox.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_order_placed_today_is_followed_tomorrow()
    {
        JToken today;
        string certificate;
        string[] ids;
        await using (BareClient client = await StartAsync())
        {
            long issued = await client.OrderAsync();
            _clock.Advance(TimeSpan.FromDays(1));
            certificate =
                await client.Http.GetStringAsync(new Uri($"certificate/download/order/{issued}/format/pem_all", UriKind.Relative));
            long waiting = await client.OrderAsync(body =>
            {
                body["comments"] = "2026-11-03T09:14:52Z";
                body["subject"]!["surname"] = "Ødegård";
                body["cs_provisioning_method"] = "ship_token";
                body["ship_info"] = Orders.Sample("order-create.request.ship-token.json")["ship_info"];
            });
            ids = [$"{issued}", $"{waiting}"];
            today = await SeeAsync(client, ids);
        }

        await using BareClient later = await StartAsync();

        Assert.True(JToken.DeepEquals(today, await SeeAsync(later, ids)));
        Assert.Equal(
            certificate,
            await later.Http.GetStringAsync(new Uri($"certificate/download/order/{ids[0]}/format/pem_all", UriKind.Relative)));
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("issued", (await later.GetAsync($"order/certificate/{ids[1]}")).Value<string>("status"));
        string chain = await later.Http.GetStringAsync(new Uri($"certificate/download/order/{ids[1]}/format/pem_all", UriKind.Relative));
        Assert.EndsWith(certificate[certificate.IndexOf("-----END", StringComparison.Ordinal)..], chain, StringComparison.Ordinal);
        Assert.DoesNotContain(await later.OrderAsync(), ids.Select(long.Parse));
    }

    [Fact]
    public async Task The_file_keeps_no_card_and_says_what_it_is_worth_and_nobody_else_may_read_it()
    {
        await using (BareClient client = await StartAsync())
        {
            var body = (JObject)Orders.Sample("order-create.request.new-organization-renewal.json");
            body.Remove("renewal_of_order_id");
            body["cs_provisioning_method"] = "email";
            body["certificate"]!["csr"] = Orders.Minimal()["certificate"]!["csr"];
            await client.PostAsync(Orders.CreatePath, body);
            _clock.Advance(TimeSpan.FromDays(1));
            await client.GetAsync("order/certificate");
        }

        string text = await File.ReadAllTextAsync(StatePath);

        Assert.DoesNotContain("4111111111111111", text, StringComparison.Ordinal);

        // As a name: the letters alone may stand in any key.
        Assert.DoesNotContain("\"cvv", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("WorthlessIssuerKey", text, StringComparison.Ordinal);
        Assert.Equal([StatePath], Directory.GetFiles(Path.GetDirectoryName(StatePath)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StatePath));
        }
    }

    [Fact]
    public async Task A_second_sandbox_is_kept_out_while_the_first_lives_and_the_first_goes_on()
    {
        await using (BareClient client = await StartAsync())
        {
            IOException error = Assert.Throws<IOException>(() => new SandboxHandler(Options()));
            Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
            Assert.Contains("another sandbox", error.Message, StringComparison.Ordinal);
            await client.OrderAsync();
        }

        using var second = new SandboxHandler(Options());
        Assert.Equal(1, second.State.OrdersCreated);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Version\":1,\"Orders\":[{")]
    [InlineData("{\"Version\":99}")]
    [InlineData("[]")]
    public async Task A_file_that_is_no_sandbox_is_left_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        await File.WriteAllTextAsync(StatePath, content);

        IOException error = Assert.Throws<IOException>(() => new SandboxHandler(Options()));

        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(StatePath));
        // The failed start holds no lock.
        File.Delete(StatePath);
        using var fresh = new SandboxHandler(Options());

        Assert.Equal(0, fresh.State.OrdersCreated);
    }

    [Fact]
    public async Task Orders_of_many_threads_are_all_there_once()
    {
        await using (BareClient client = await StartAsync())
        {
            long[] ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.OrderAsync()));
            Assert.Equal(40, ids.Distinct().Count());
        }

        using var again = new SandboxHandler(Options());

        Assert.Equal(40, again.State.OrdersCreated);
        Assert.Equal(250_000m - (40 * 489), again.State.Balance);
    }

    private Task<BareClient> StartAsync() => BareClient.StartAsync(Options());

    private SandboxOptions Options() => new()
    {
        TimeProvider = _clock,
        StatePath = StatePath,
        ApprovalDelay = TimeSpan.FromHours(1),
        ValidationDelay = TimeSpan.FromHours(1),
    };

    private static async Task<JToken> SeeAsync(BareClient client, string[] ids)
    {
        var seen = new JArray(
            await client.GetAsync("order/certificate"),
            await client.GetAsync("request"),
            await client.GetAsync("finance/balance"));
        foreach (string id in ids)
        {
            seen.Add(await client.GetAsync($"order/certificate/{id}"));
        }

        return seen;
    }
}
