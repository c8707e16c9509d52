using System.Net;
using CertCentral.Csv;
using CertCentral.Orders;
using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>What the pages of the API leave open, both ways, as it is seen at the wire.</summary>
public sealed class HabitTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 3, 23, 30, 15, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Comments_are_shown_or_not(bool shows)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { ShowsComments = shows });
        JToken request = (await OrderAsync(client))["requests"]![0]!;

        JToken alone = await client.GetAsync($"request/{request["id"]}");

        Assert.Equal((shows, shows), (request.Value<string>("comments") == "DS-1", alone.Value<string>("comments") == "DS-1"));
        Assert.Equal("DS-1", Assert.Single(client.Truth.GetOrders()).Comments);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Organizations_are_listed_with_their_validations_or_without(bool lists)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { ListsValidations = lists });

        JToken page = await client.GetAsync("organization?include_validation=true");

        Assert.Equal(lists, page["organizations"]![0]!["validations"] is not null);
        Assert.NotEmpty((await client.GetAsync("organization/610233/validation"))["validations"]!);
    }

    [Theory]
    [InlineData(SandboxContactUser.OfVerified, false, true)]
    [InlineData(SandboxContactUser.OfAll, true, true)]
    [InlineData(SandboxContactUser.Nowhere, false, false)]
    public async Task A_contact_shows_its_user_or_not(SandboxContactUser habit, bool ofOrganization, bool ofVerified)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { ContactUser = habit });

        JToken organization = await client.GetAsync("organization/610233");

        Assert.Equal(
            (ofOrganization, ofVerified),
            (organization["organization_contact"]!["user_id"] is not null, organization["verified_contacts"]![0]!["user_id"] is not null));
    }

    [Theory]
    [InlineData(SandboxDuplicateOrganization.Refused)]
    [InlineData(SandboxDuplicateOrganization.Reused)]
    public async Task An_organization_that_is_there_is_refused_or_given_back(SandboxDuplicateOrganization habit)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { DuplicateOrganization = habit });
        var body = (JObject)Orders.Sample("organization-create.request.json");
        Assert.Equal(610987, (await client.PostAsync("organization", body)).Value<long>("id"));

        if (habit == SandboxDuplicateOrganization.Reused)
        {
            Assert.Equal(610987, (await client.PostAsync("organization", body)).Value<long>("id"));
        }
        else
        {
            Assert.Equal(
                ["duplicate_organization"], await client.RefusedAsync(HttpMethod.Post, "organization", body, HttpStatusCode.BadRequest));
        }

        body["skip_duplicate_org_check"] = true;
        Assert.Equal(610988, (await client.PostAsync("organization", body)).Value<long>("id"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_contact_that_is_not_sent_goes_or_stays(bool asAWhole)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { ContactsAreSetAsAWhole = asAWhole });
        var body = (JObject)Orders.Sample("organization-contact.request.json");
        body["contacts"]![0]!["contact_type"] = "technical_contact";

        await client.SendAsync(HttpMethod.Put, "organization/610233/contact", body, HttpStatusCode.NoContent);

        JToken organization = await client.GetAsync("organization/610233");
        Assert.Equal((asAWhole, "12"), (
            organization["organization_contact"] is null, organization["technical_contact"]!.Value<string>("telephone_extension")));
        ((JArray)body["contacts"]!).Add(body["contacts"]![0]!.DeepClone());
        Assert.Equal(
            ["contact_type_duplicate"],
            await client.RefusedAsync(HttpMethod.Put, "organization/610233/contact", body, HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_validation_needs_users_or_not(bool needs)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { ValidationNeedsUsers = needs });
        var body = new JObject { ["validations"] = new JArray(new JObject { ["type"] = "ds" }) };

        await client.SendAsync(
            HttpMethod.Post, "organization/610240/validation", body, needs ? HttpStatusCode.BadRequest : HttpStatusCode.NoContent);

        body["validations"]![0]!["verified_users"] = new JArray(new JObject { ["id"] = 880190 });
        await client.SendAsync(HttpMethod.Post, "organization/610240/validation", body, HttpStatusCode.NoContent);
        _clock.Advance(TimeSpan.FromMinutes(1));
        JToken signing = (await client.GetAsync("organization/610240/validation"))["validations"]![0]!;
        Assert.Equal("active", signing.Value<string>("status"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Containers_come_by_pages_or_all_at_once(bool byPages, int rows)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { ListsContainersByPages = byPages });

        JToken page = await client.GetAsync("container?limit=1&offset=1");

        Assert.Equal((byPages, rows), (page["page"] is not null, page["containers"]!.Count()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_product_is_limited_or_not(bool limits)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { LimitsProducts = limits });

        JToken answer = await client.GetAsync("container/44120/product-limits");

        Assert.Equal((limits, limits), (answer.Value<bool>("is_limited"), answer["product_limits"] is not null));
    }

    [Fact]
    public async Task The_rights_of_a_key_are_told_or_the_call_is_unknown()
    {
        await using BareClient telling = await StartAsync(new SandboxHabits { DeniedPermissions = ["view_orders"] });
        await using BareClient silent = await StartAsync(new SandboxHabits { TellsRights = false });

        JToken told = await telling.GetAsync("authorization");

        Assert.Equal(
            ["view_orders"],
            told["authorizations"]!.Where(one => !one.Value<bool>("authorized")).Select(one => one.Value<string>("permission")));
        Assert.Equal(["not_found|route"], await silent.RefusedAsync(HttpMethod.Get, "authorization", null, HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_CSR_is_shown_or_not(bool shows)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { ShowsCsr = shows });

        JObject order = await OrderAsync(client);

        Assert.Equal(shows, order["certificate"]!["csr"] is not null);
        Assert.NotNull(Assert.Single(client.Truth.GetOrders()).Csr);
    }

    [Theory]
    [InlineData(SandboxSubjectPlace.Subject, "subject.given_name", "subject.email")]
    [InlineData(SandboxSubjectPlace.Individual, "individual.first_name", "individual.email")]
    [InlineData(SandboxSubjectPlace.CertificateIndividual, "certificate.individual.first_name", "certificate.individual.email")]
    [InlineData(SandboxSubjectPlace.Nowhere)]
    public async Task The_person_stands_in_the_place_of_the_account_alone(SandboxSubjectPlace place, params string[] paths)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { Subject = place });

        JObject order = await OrderAsync(client);

        Assert.Equal(
            paths,
            order.Descendants().OfType<JProperty>().Where(field => field.Name is "given_name" or "first_name" or "email")
                .Select(field => field.Path)
                .Where(path => path.Contains("subject", StringComparison.Ordinal)
                    || path.Contains("individual", StringComparison.Ordinal)));
        Assert.Equal("Zoë Berg", order["certificate"]!.Value<string>("common_name"));
    }

    [Theory]
    [InlineData("email", "zoe@x.example", "nobody@x.example")]
    [InlineData("product_name_id", "ds_org_individual", "ssl_basic")]
    [InlineData("date_created", "2026-11-03", "2026-11-02")]
    public async Task A_filter_is_honoured_or_ignored_or_answers_none(string filter, string ofOrder, string ofNone)
    {
        (SandboxFilterHabit, int, int)[] habits =
        [
            (SandboxFilterHabit.Honoured, 1, 0),
            (SandboxFilterHabit.Ignored, 1, 1),
            (SandboxFilterHabit.AnswersNone, 0, 0),
        ];
        foreach ((SandboxFilterHabit habit, int right, int wrong) in habits)
        {
            await using BareClient client = await StartAsync(filter switch
            {
                "email" => new SandboxHabits { EmailFilter = habit },
                "product_name_id" => new SandboxHabits { ProductFilter = habit },
                _ => new SandboxHabits { DateFilter = habit },
            });
            await OrderAsync(client);

            async Task<(int, int)> ListedAsync(string value)
            {
                JToken list = await client.GetAsync($"order/certificate?filters[{filter}]={value}");
                return (list["orders"]!.Count(), list["page"]!.Value<int>("total"));
            }

            Assert.Equal(((right, right), (wrong, wrong)), (await ListedAsync(ofOrder), await ListedAsync(ofNone)));
            Assert.Single((await client.GetAsync("order/certificate"))["orders"]!);
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task An_order_that_needs_approval_is_listed_or_seen_in_the_requests_alone(bool lists, int listed)
    {
        await using BareClient client =
            await BareClient.StartAsync(new SandboxOptions { ListsOrdersThatNeedApproval = lists, Habits = new() { HasReport = true } });
        JObject order = await OrderAsync(client);

        Assert.Equal(listed, (await client.GetAsync("order/certificate"))["orders"]!.Count());
        Assert.Equal(listed, (await ReportAsync(client)).Count - 1);
        JToken request = Assert.Single((await client.GetAsync("request?status=pending"))["requests"]!);
        Assert.Equal(order["id"], request["order"]!["id"]);
    }

    [Theory]
    [InlineData(false, "pending")]
    [InlineData(true, "submitted")]
    public async Task The_request_of_a_new_order_is_pending_or_submitted(bool isSubmitted, string status)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { NewRequestsAreSubmitted = isSubmitted });

        JToken created = await client.PostAsync(Orders.CreatePath, Orders.Minimal());

        Assert.Equal(status, created["requests"]![0]!.Value<string>("status"));
        foreach (string each in new[] { "pending", "submitted" })
        {
            Assert.Equal(each == status ? 1 : 0, (await client.GetAsync("request?status=" + each))["requests"]!.Count());
        }

        await client.SendAsync(
            HttpMethod.Put, $"request/{created["requests"]![0]!["id"]}/status", new JObject { ["status"] = "approved" },
            HttpStatusCode.NoContent);
        Assert.Equal("pending", client.Truth.GetOrders()[0].Status);
    }

    [Fact]
    public async Task Without_an_order_report_its_call_is_none_that_the_server_knows()
    {
        await using BareClient client = await StartAsync(new SandboxHabits());

        Assert.Equal(["not_found|route"], await client.RefusedAsync(HttpMethod.Get, "report/order", null, HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData(SandboxReportColumn.Filled, SandboxReportColumn.Filled)]
    [InlineData(SandboxReportColumn.Empty, SandboxReportColumn.Filled)]
    [InlineData(SandboxReportColumn.Filled, SandboxReportColumn.Missing)]
    [InlineData(SandboxReportColumn.Missing, SandboxReportColumn.Empty)]
    public async Task The_report_has_each_column_filled_or_empty_or_not_at_all(SandboxReportColumn email, SandboxReportColumn csr)
    {
        await using BareClient client = await StartAsync(
            new SandboxHabits { HasReport = true, ReportEmail = email, ReportCsr = csr, DateZone = TimeSpan.FromHours(-7) });
        JObject order = await OrderAsync(client);

        List<string[]> report = await ReportAsync(client);

        // The columns that are known stand in the order of the page of the call.
        string[] columns = report[0];
        Assert.Equal(["order_id", "customer_order_id", "date_created", "container_id", "container_name", "status"], columns.Take(6));
        string? Value(string column) =>
            Array.IndexOf(columns, column) is var index && index >= 0 ? Assert.Single(report.Skip(1))[index] : null;
        Assert.Equal((string?)order["id"], Value("order_id"));
        Assert.Equal(("2026-11-03 16:30:15", "Zoë Berg"), (Value("date_created"), Value("common_name")));
        Assert.Equal(Shown(email, "zoe@x.example"), Value("email"));
        string pem = order["certificate"]!.Value<string>("csr")!;
        Assert.Equal(Shown(csr, pem), Value("csr")?.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(csr == SandboxReportColumn.Filled, Value("csr")?.Contains("-----\r\nMII", StringComparison.Ordinal) == true);

        using CertCentralClient typed = Typed(client);
        OrderReport read = (await typed.Orders.GetReportAsync(new OrderReportQuery(), CancellationToken.None))!;
        Assert.Equal(
            (email != SandboxReportColumn.Missing, csr != SandboxReportColumn.Missing), (read.Has("email"), read.Has("csr")));
        OrderReportRow row = Assert.Single(read.Rows);
        Assert.Equal(email == SandboxReportColumn.Filled ? "zoe@x.example" : null, row.Email);
        Assert.Equal(
            csr == SandboxReportColumn.Filled ? pem : null, row.Csr?.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_report_is_filtered_and_cut_as_it_is_asked_for()
    {
        await using BareClient client = await StartAsync(new SandboxHabits { HasReport = true });
        for (int count = 0; count < 5; count++)
        {
            await OrderAsync(client);
        }

        string[] all = [.. (await ReportAsync(client)).Skip(1).Select(row => row[0])];

        Assert.Equal(client.Truth.GetOrders().Reverse().Select(order => $"{order.Id}"), all);
        Assert.Equal(all.Skip(1).Take(3), (await ReportAsync(client, "?limit=3&offset=1")).Skip(1).Select(row => row[0]));
        Assert.Equal([all[2]], (await ReportAsync(client, "?filters[id]=" + all[2])).Skip(1).Select(row => row[0]));
        Assert.Single(await ReportAsync(client, "?filters[product_name_id]=ssl_basic"));
        Assert.Equal(6, (await ReportAsync(client, "?filters[status]=needs_approval")).Count);
    }

    [Theory]
    [InlineData(SandboxCsrMethod.Post, SandboxUnknownMethod.NotFound, "application/json", 404)]
    [InlineData(SandboxCsrMethod.Put, SandboxUnknownMethod.NotFound, "application/json", 404)]
    [InlineData(SandboxCsrMethod.Put, SandboxUnknownMethod.NotAllowed, "application/json", 405)]
    [InlineData(SandboxCsrMethod.Put, SandboxUnknownMethod.NotAllowedPage, "text/html", 405)]
    public async Task A_CSR_is_changed_by_one_method_alone(SandboxCsrMethod method, SandboxUnknownMethod other, string type, int status)
    {
        await using BareClient client = await BareClient.StartAsync(new SandboxOptions
        {
            ApprovalDelay = TimeSpan.Zero,
            Habits = new SandboxHabits { CsrMethod = method, OtherCsrMethod = other },
        });
        JObject order = await OrderAsync(client);
        var body = new JObject { ["csr"] = order["certificate"]!["csr"] };
        HttpMethod right = method == SandboxCsrMethod.Post ? HttpMethod.Post : HttpMethod.Put;
        HttpMethod wrong = method == SandboxCsrMethod.Post ? HttpMethod.Put : HttpMethod.Post;
        string path = $"order/certificate/{order["id"]}/csr";

        using var request = new HttpRequestMessage(wrong, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(body.ToString(), System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.Http.SendAsync(request);

        Assert.Equal((status, type), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        await client.SendAsync(right, path, body, HttpStatusCode.NoContent);
        using CertCentralClient typed = Typed(client);
        await typed.Orders.UpdateCsrAsync(order.Value<long>("id"), (string)body["csr"]!, CancellationToken.None);
    }

    [Theory]
    [InlineData(SandboxDateForm.WithZone, "2026-11-03T23:30:15+00:00")]
    [InlineData(SandboxDateForm.WithoutZone, "2026-11-04 01:30:15")]
    [InlineData(SandboxDateForm.DayOnly, "2026-11-04")]
    [InlineData(SandboxDateForm.Missing, null)]
    public async Task A_date_is_written_in_the_form_of_the_account(SandboxDateForm form, string? text)
    {
        await using BareClient client = await StartAsync(new SandboxHabits { Dates = form, DateZone = TimeSpan.FromHours(2) });
        JObject order = await OrderAsync(client);
        JToken row = (await client.GetAsync("order/certificate"))["orders"]![0]!;
        JToken request = (await client.GetAsync("request"))["requests"]![0]!;
        JToken alone = await client.GetAsync($"request/{request["id"]}");

        Assert.All(
            [
                order["date_created"], order["certificate"]!["date_created"], order["requests"]![0]!["date"], row["date_created"],
                request["date"], alone["date"],
            ],
            date => Assert.Equal(text, (string?)date));
    }

    [Theory]
    [InlineData(SandboxDateHeader.Right, 0, 60, 120)]
    [InlineData(SandboxDateHeader.Missing, null, null, null)]
    [InlineData(SandboxDateHeader.Leaping, 0, 60 - 7200, 120)]
    [InlineData(SandboxDateHeader.Cached, 0, 0, 0)]
    public async Task The_Date_of_the_answers_is_right_or_missing_or_leaps_or_stands_still(SandboxDateHeader habit, params int?[] seconds)
    {
        await using BareClient client =
            await StartAsync(new SandboxHabits { DateHeader = habit, DateLeap = TimeSpan.FromHours(-2) });

        foreach (int? second in seconds)
        {
            using HttpResponseMessage answer = await client.Http.GetAsync(new Uri("user/me", UriKind.Relative));
            Assert.Equal(second is { } passed ? Start.AddSeconds(passed) : null, answer.Headers.Date);
            _clock.Advance(TimeSpan.FromSeconds(60));
        }
    }

    private static string? Shown(SandboxReportColumn column, string text) => column switch
    {
        SandboxReportColumn.Filled => text,
        SandboxReportColumn.Empty => "",
        _ => null,
    };

    private static CertCentralClient Typed(BareClient client) =>
        new(new CertCentralOptions { ApiKey = ApiKey.From(Secret.Of("sandbox")), BaseUri = client.Http.BaseAddress! });

    private static async Task<List<string[]>> ReportAsync(BareClient client, string query = "")
    {
        using HttpResponseMessage answer = await client.Http.GetAsync(new Uri("report/order" + query, UriKind.Relative));
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var reader = new CsvReader(await answer.Content.ReadAsStringAsync());
        var rows = new List<string[]>();
        while (reader.ReadRecord() is { } row)
        {
            rows.Add(row);
        }

        return rows;
    }

    private static async Task<JObject> OrderAsync(BareClient client)
    {
        long id = await client.OrderAsync(body =>
        {
            body["comments"] = "DS-1";
            body["subject"]!["given_name"] = "Zoë";
            body["subject"]!["surname"] = "Berg";
            body["subject"]!["email"] = "zoe@x.example";
        });
        return (JObject)await client.GetAsync($"order/certificate/{id}");
    }

    private Task<BareClient> StartAsync(SandboxHabits habits) =>
        BareClient.StartAsync(new SandboxOptions { Habits = habits, Limits = SandboxLimits.None, TimeProvider = _clock });
}
