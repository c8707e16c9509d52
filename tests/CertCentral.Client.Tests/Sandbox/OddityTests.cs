using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

public sealed class OddityTests
{
    private static readonly string[] Paths =
    [
        "order/certificate/318840027", "order/certificate", "order/certificate/318840027/validation", "request", "organization", "user/me",
        "order/certificate/1",
    ];

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        List<string> first = await DayAsync(1);

        Assert.Equal(first, await DayAsync(1));
        Assert.NotEqual(first, await DayAsync(2));
    }

    [Fact]
    public async Task Over_many_seeds_every_known_oddity_is_seen_and_id_and_status_always_survive()
    {
        var kinds = new HashSet<string>();
        for (int seed = 0; seed < 30; seed++)
        {
            List<string> day = await DayAsync(seed);
            JToken info = BareClient.Parse(day[0]);
            Assert.Equal("318840027", info["id"]!.ToString());
            Assert.Equal("needs_approval", info.Value<string>("status"));
            JToken row = BareClient.Parse(day[1])["orders"]![0]!;
            Assert.Equal("318840027", row["id"]!.ToString());
            Note(kinds, day, info, row);
        }

        Assert.Equal(
            [
                "boolean as number", "boolean as string", "cleared emails", "date without zone", "dns blank", "empty object",
                "error object", "escaped slash", "number as string", "old type", "string as number", "unknown field",
            ],
            kinds.Order(StringComparer.Ordinal));
    }

    private static void Note(HashSet<string> kinds, List<string> day, JToken info, JToken row)
    {
        void If(bool seen, string kind)
        {
            if (seen)
            {
                kinds.Add(kind);
            }
        }

        If(info["id"]!.Type == JTokenType.String, "number as string");
        If(info["organization"] is JArray || row["organization"] is JArray, "empty object");
        JToken[] booleans =
            new[] { info["is_renewal"]!, info["is_renewed"]!, info["disable_renewal_notifications"]!, info["has_pending_request"]! };
        If(booleans.Any(value => value.Type == JTokenType.Integer), "boolean as number");
        If(booleans.Any(value => value.Type == JTokenType.String), "boolean as string");
        If(info["additional_emails"]!.Type == JTokenType.String, "cleared emails");
        If(row["certificate"]!["dns_names"]!.Any(), "dns blank");
        If(info["a_field_added_later"] is not null, "unknown field");
        JToken request = info["requests"]![0]!;
        If(request.Value<string>("type") == "new request", "old type");
        If(request.Value<string>("date") == "2026-11-03 09:14:52", "date without zone");
        If(BareClient.Parse(day[2])["order_id"]!.Type == JTokenType.Integer, "string as number");
        If(day[0].Contains("\\/", StringComparison.Ordinal), "escaped slash");
        If(BareClient.Parse(day[6])["errors"] is JObject, "error object");
    }

    /// <summary>The bodies of the same few calls.</summary>
    private static async Task<List<string>> DayAsync(int seed)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));
        using var handler = new SandboxHandler(new SandboxOptions { TimeProvider = clock, Oddities = new SandboxOddities { Seed = seed } });
        using var http = new HttpClient(handler) { BaseAddress = new Uri("http://sandbox/services/v2/") };
        http.DefaultRequestHeaders.Add("X-DC-DEVKEY", "sandbox");
        using var content = new StringContent(Orders.Minimal().ToString());
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage created = await http.PostAsync(new Uri(Orders.CreatePath, UriKind.Relative), content);
        var day = new List<string>();
        foreach (string path in Paths)
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(path, UriKind.Relative));
            day.Add(await response.Content.ReadAsStringAsync());
        }

        return day;
    }
}
