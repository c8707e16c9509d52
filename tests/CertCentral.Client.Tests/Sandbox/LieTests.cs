using System.Net;
using System.Text;
using CertCentral.Sandbox;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>Each lie as it is seen at the wire, while the account itself stays true.</summary>
public sealed class LieTests
{
    private const string Comment = "DS-1 <b>Größe & Maß</b>";

    [Theory]
    [InlineData(SandboxCommentLie.None, Comment)]
    [InlineData(SandboxCommentLie.Replaced, "Checked with the department and approved.")]
    [InlineData(SandboxCommentLie.Cut, "DS-1")]
    [InlineData(SandboxCommentLie.Escaped, "DS-1 &lt;b&gt;Gr&#246;&#223;e &amp; Ma&#223;&lt;/b&gt;")]
    public async Task A_comment_is_shown_as_the_lie_says(SandboxCommentLie lie, string shown)
    {
        await using BareClient client = await StartAsync(new SandboxLies { Comments = lie, CommentLength = 4 });
        JObject order = await OrderAsync(client);

        JToken request = order["requests"]![0]!;
        JToken alone = await client.GetAsync($"request/{request["id"]}");

        Assert.Equal(shown, request.Value<string>("comments"));
        Assert.Equal(shown, alone.Value<string>("comments"));
        Assert.Equal(Comment, Assert.Single(client.Truth.GetOrders()).Comments);
    }

    [Theory]
    [InlineData(SandboxNameLie.None, "Zoë", "Zoë Müller")]
    [InlineData(SandboxNameLie.SurnameFirst, "Zoë", "MÜLLER, Zoë")]
    [InlineData(SandboxNameLie.WithoutAccents, "Zoe", "Zoe Muller")]
    [InlineData(SandboxNameLie.CutAt64, "Zoë", "Zoë Müller")]
    [InlineData(SandboxNameLie.Capitals, "ZOË", "ZOË MÜLLER")]
    public async Task A_name_is_spelled_as_the_lie_says_wherever_it_stands(SandboxNameLie lie, string given, string common)
    {
        await using BareClient client = await StartAsync(new SandboxLies { Names = lie });

        JObject order = await OrderAsync(client);

        Assert.Equal(given, order["subject"]!.Value<string>("given_name"));
        Assert.Equal(common, order["certificate"]!.Value<string>("common_name"));
        JToken row = (await client.GetAsync("order/certificate"))["orders"]![0]!;
        Assert.Equal(common, row["certificate"]!.Value<string>("common_name"));
        JToken request = (await client.GetAsync("request"))["requests"]![0]!;
        Assert.Equal(common, request["order"]!["certificate"]!.Value<string>("common_name"));
        string report = await client.Http.GetStringAsync(new Uri("report/order", UriKind.Relative));
        Assert.Contains($"\"{common}\"", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_all_orders_a_part_looks_as_the_lie_says_and_the_same_in_every_call()
    {
        async Task<List<bool>> LiesAsync(int seed)
        {
            await using BareClient client = await StartAsync(
                new SandboxLies { Names = SandboxNameLie.Capitals, Comments = SandboxCommentLie.Replaced, OrderShare = 0.5, Seed = seed });
            var lies = new List<bool>();
            for (int count = 0; count < 30; count++)
            {
                JObject order = await OrderAsync(client);
                bool isLie = order["certificate"]!.Value<string>("common_name") != "Zoë Müller";
                JToken again = await client.GetAsync($"order/certificate/{order["id"]}");
                Assert.True(JToken.DeepEquals(order, again));
                Assert.Equal(isLie, order["requests"]![0]!.Value<string>("comments") != Comment);
                lies.Add(isLie);
            }

            return lies;
        }

        List<bool> first = await LiesAsync(1);

        Assert.InRange(first.Count(isLie => isLie), 5, 25);
        Assert.Equal(first, await LiesAsync(1));
        Assert.NotEqual(first, await LiesAsync(2));
    }

    [Fact]
    public async Task A_long_name_is_cut()
    {
        await using BareClient client = await StartAsync(new SandboxLies { Names = SandboxNameLie.CutAt64 });

        JObject order = await OrderAsync(client, new string('x', 60));

        Assert.Equal("Zoë " + new string('x', 60), order["certificate"]!.Value<string>("common_name"));
        Assert.Equal(
            "Zoë " + new string('x', 60),
            (await OrderAsync(client, new string('x', 63)))["certificate"]!.Value<string>("common_name"));
    }

    [Theory]
    [InlineData(SandboxListLie.None, 3, 3)]
    [InlineData(SandboxListLie.StopsShort, 2, 2)]
    [InlineData(SandboxListLie.LosesPage, 0, 0)]
    [InlineData(SandboxListLie.LosesId, 3, 2)]
    public async Task A_list_lacks_what_its_total_counts(SandboxListLie lie, int rows, int ids)
    {
        await using BareClient client = await StartAsync(new SandboxLies { Lists = lie, Calls = 2 });
        for (int count = 0; count < 3; count++)
        {
            await client.OrderAsync();
        }

        foreach ((string path, string name) in new[] { ("order/certificate", "orders"), ("request", "requests") })
        {
            JToken list = await client.GetAsync(path);
            Assert.Equal((rows, ids), (list[name]!.Count(), list[name]!.Count(row => row["id"] is not null)));
            Assert.Equal(3, list["page"]!.Value<int>("total"));
        }

        // Two lies were asked for, so the next list is true.
        Assert.Equal(3, (await client.GetAsync("order/certificate"))["orders"]!.Count(row => row["id"] is not null));
    }

    [Fact]
    public async Task A_later_page_comes_empty_once_though_its_total_counts_more()
    {
        await using BareClient client = await StartAsync(new SandboxLies { Lists = SandboxListLie.LosesLaterPage, Calls = 1 });
        for (int count = 0; count < 3; count++)
        {
            await client.OrderAsync();
        }

        async Task<(int, int)> PageAsync(int offset)
        {
            JToken list = await client.GetAsync($"order/certificate?limit=2&offset={offset}");
            return (list["orders"]!.Count(), list["page"]!.Value<int>("total"));
        }

        Assert.Equal((2, 3), await PageAsync(0));
        Assert.Equal((0, 3), await PageAsync(2));
        Assert.Equal((1, 3), await PageAsync(2));
    }

    [Theory]
    [InlineData(SandboxDetailLie.NotFound, "application/json", "not_found|order")]
    [InlineData(SandboxDetailLie.GatewayPage, "text/html", "<title>404</title>")]
    public async Task An_order_that_the_list_shows_is_not_found(SandboxDetailLie lie, string mediaType, string text)
    {
        await using BareClient client = await StartAsync(new SandboxLies { Details = lie });
        long id = await client.OrderAsync();

        using HttpResponseMessage response = await client.Http.GetAsync(new Uri($"order/certificate/{id}", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, mediaType), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains(text, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(id, (await client.GetAsync("order/certificate"))["orders"]![0]!.Value<long>("id"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task The_reply_to_an_order_names_another_id(long id)
    {
        await using BareClient client = await StartAsync(new SandboxLies { ReplyId = id });

        Assert.Equal(id, await client.OrderAsync());
        Assert.True(Assert.Single(client.Truth.GetOrders()).Id > 0);
    }

    [Fact]
    public async Task The_reply_to_an_order_names_one_that_does_not_exist()
    {
        await using BareClient client = await StartAsync(new SandboxLies { Reply = SandboxReplyLie.NoSuchOrder });

        long id = await client.OrderAsync();

        Assert.NotEqual(id, Assert.Single(client.Truth.GetOrders()).Id);
        await client.RefusedAsync(HttpMethod.Get, $"order/certificate/{id}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_reply_to_an_order_names_an_older_one_of_somebody_else()
    {
        await using BareClient client = await StartAsync(new SandboxLies { Reply = SandboxReplyLie.OlderOrder });
        Task<long> OrderAsync(string email) => client.OrderAsync(body => body["subject"]!["email"] = email);

        // Nobody else has an order yet.
        long first = await OrderAsync("a@x.example");
        Assert.Equal(client.Truth.GetOrders().Single().Id, first);
        Assert.Equal(first, await OrderAsync("b@x.example"));
        Assert.Equal(first, await OrderAsync("B@x.example"));
        Assert.Equal(3, client.Truth.OrdersCreated);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(403, false)]
    [InlineData(429, true)]
    [InlineData(499, true)]
    [InlineData(502, false)]
    public async Task A_proxy_s_page_comes_before_or_after_the_order_is_made(int status, bool committed)
    {
        await using BareClient client = await StartAsync(
            new SandboxLies { ProxyStatus = status, ProxyAfterCommit = committed, ProxyRoute = SandboxRoutes.CreateOrder });
        using var content = new StringContent(Orders.Minimal().ToString(), Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await client.Http.PostAsync(new Uri(Orders.CreatePath, UriKind.Relative), content);

        Assert.Equal((status, "text/html"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(committed ? 1 : 0, client.Truth.OrdersCreated);
        await client.GetAsync("user/me");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_lies_and_another_seed_others()
    {
        async Task<string> DayAsync(int seed)
        {
            await using BareClient client =
                await StartAsync(new SandboxLies { Lists = SandboxListLie.LosesPage, Share = 0.5, Seed = seed });
            await client.OrderAsync();
            var day = new StringBuilder();
            for (int call = 0; call < 40; call++)
            {
                day.Append((await client.GetAsync("order/certificate"))["orders"]!.Count());
            }

            return day.ToString();
        }

        string first = await DayAsync(1);

        Assert.Equal(first, await DayAsync(1));
        Assert.NotEqual(first, await DayAsync(2));
    }

    private static Task<BareClient> StartAsync(SandboxLies lies) =>
        BareClient.StartAsync(
            new SandboxOptions { Lies = lies, Limits = SandboxLimits.None, Habits = new SandboxHabits { HasReport = true } });

    /// <summary>Places an order of Zoë's and gives what the server shows of it.</summary>
    private static async Task<JObject> OrderAsync(BareClient client, string surname = "Müller")
    {
        long id = await client.OrderAsync(body =>
        {
            body["comments"] = Comment;
            body["subject"]!["given_name"] = "Zoë";
            body["subject"]!["surname"] = surname;
        });
        return (JObject)await client.GetAsync($"order/certificate/{id}");
    }
}
