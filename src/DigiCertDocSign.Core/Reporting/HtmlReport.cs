using System.Globalization;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Reporting;

/// <summary>
/// A report as one page that opens without a network: no script, nothing loaded, readable in the dark, on paper and by a screen reader.
/// </summary>
internal sealed class HtmlReport(SigningReport report, TextWriter writer)
{
    private const string Title = "Document signing certificates";

    // Of each section its id and its heading, in their order.
    private static readonly (string Id, string Heading)[] Sections =
    [
        ("figures", "At a glance"), ("expiry", "What ends when"), ("waiting", "What waits for whom"), ("done", "What was done"),
        ("holders", "Holders and their certificates"), ("costs", "Cost by month and organization"), ("evidence", "Evidence"),
    ];

    public void Write()
    {
        WriteHead();
        WriteHeader();
        WriteSection(0, WriteFigures);
        WriteSection(1, WriteExpiry);
        WriteSection(2, WriteWaiting);
        WriteSection(3, WriteDone);
        WriteSection(4, WriteHolders);
        WriteSection(5, WriteCosts);
        WriteSection(6, WriteEvidence);
        writer.WriteLine("</main>");
        writer.WriteLine(
            "<footer><p class=\"soft\">Made by DigiCertDocSign from the lists of the account and the journal of this machine. "
            + "Times are UTC. It holds names and addresses of people: keep it as such.</p></footer>");
        writer.WriteLine("</body>");
        writer.WriteLine("</html>");
    }

    private void WriteHead()
    {
        writer.WriteLine("<!DOCTYPE html>");
        writer.WriteLine("<html lang=\"en\">");
        writer.WriteLine("<head>");
        writer.WriteLine("<meta charset=\"utf-8\">");
        writer.WriteLine(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
            + "form-action 'none'\">");
        writer.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        writer.WriteLine("<meta name=\"color-scheme\" content=\"light dark\">");
        writer.WriteLine("<meta name=\"referrer\" content=\"no-referrer\">");
        writer.WriteLine($"<meta name=\"generator\" content=\"{HtmlText.Of(ReportFile.MarkOf(report))}\">");
        writer.WriteLine($"<title>{Title}, {HtmlText.Of(Moments.Utc(report.MadeAt))}</title>");
        writer.WriteLine("<style>");
        writer.WriteLine(HtmlStyle.Css);
        writer.WriteLine("</style>");
        writer.WriteLine("</head>");
    }

    private void WriteHeader()
    {
        writer.WriteLine("<body>");
        writer.WriteLine("<a class=\"skip\" href=\"#main\">Skip to the report</a>");
        writer.WriteLine("<header>");
        writer.WriteLine($"<h1>{Title}</h1>");
        writer.WriteLine(
            $"<p class=\"soft\">{HtmlText.Isolated(report.Place)}, account {Number(report.AccountId)}, {Moments.Utc(report.MadeAt)}</p>");
        if (report.Sandbox)
        {
            writer.WriteLine("<p class=\"sandbox\">Sandbox: nothing here was bought, and no certificate is worth anything.</p>");
        }

        writer.WriteLine("<nav aria-label=\"Sections\"><ul>");
        foreach ((string id, string heading) in Sections)
        {
            writer.WriteLine($"<li><a href=\"#{id}\">{heading}</a></li>");
        }

        writer.WriteLine("</ul></nav>");
        writer.WriteLine("</header>");
        writer.WriteLine("<main id=\"main\">");
    }

    private void WriteSection(int place, Action write)
    {
        (string id, string heading) = Sections[place];
        writer.WriteLine($"<section id=\"{id}\" aria-labelledby=\"{id}-heading\">");
        writer.WriteLine($"<h2 id=\"{id}-heading\">{heading}</h2>");
        write();
        writer.WriteLine("</section>");
    }

    private void WriteFigures()
    {
        writer.WriteLine("<ul class=\"figures\">");
        (string Name, long Value)[] figures =
        [
            ("Orders", report.OrderCount), ("Certificates in force", report.InForceCount), ("End within 90 days", report.ExpiringCount),
            ("Wait for somebody", report.WaitingCount), ($"Done since {Moments.Day(report.Since.UtcDateTime)}", report.Done.Count),
        ];
        foreach ((string name, long value) in figures)
        {
            writer.WriteLine($"<li><span>{name}</span> <strong>{Number(value)}</strong></li>");
        }

        writer.WriteLine("</ul>");
    }

    private void WriteExpiry()
    {
        IReadOnlyList<ReportMonth> months = report.Expiry;
        if (months.Count == 0)
        {
            WriteNothing("No certificate in force shows when it ends.");
            return;
        }

        ExpiryChart.Write(months, writer);
        WriteTable(
            "expiry-table", "Certificates in force, by the month of their last day", ["Month", "Certificates"],
            months.Where(month => month.Count > 0).Select(month => new[] { Head(month.Month), Right(Number(month.Count)) }), [1]);
    }

    private void WriteWaiting()
    {
        if (report.WaitingCount == 0)
        {
            WriteNothing("Nothing waits.");
        }

        foreach (IGrouping<OrderActor, ReportRow> group in report.Waiting)
        {
            string who = NameOf(group.Key);
            writer.WriteLine($"<h3>{who}</h3>");
            WriteTable(
                $"waiting-{group.Key}", $"Orders that wait: {who}", ["Person", "Order", "Status", "Since", "What is to be done"],
                group.Select(row => new[]
                {
                    Head(row.Person ?? "not shown"), Short(Number(row.OrderId)), Short(row.Status),
                    Day(row.DateCreated), Cell(row.NextAction),
                }));
        }
    }

    private void WriteDone()
    {
        writer.WriteLine($"<p>Since {HtmlText.Of(Moments.Utc(report.Since))}, by the journal.</p>");
        if (report.Done.Count == 0)
        {
            WriteNothing("Nothing.");
            return;
        }

        WriteTable(
            "done-table", "Entries of the journal that were made or changed, oldest first",
            ["Person", "What", "State", "Order", "Reference", "When", "Problem"],
            report.Done.Select(entry => new[]
            {
                Head(entry.Person ?? entry.Email ?? "not shown"), Cell(entry.Kind.ToString()),
                entry.State is IntentState.InDoubt ? "<td class=\"bad\">In doubt</td>" : Cell(entry.State.ToString()),
                Short(Number(entry.OrderId)), Short(entry.Reference), Time(entry.UpdatedAt), Cell(entry.Problem),
            }));
    }

    private void WriteHolders()
    {
        if (report.Rows.Count == 0)
        {
            WriteNothing("The account has no order of this product.");
            return;
        }

        WriteTable(
            "holders-table", "Orders, newest first",
            ["Person", "E-mail", "Order", "Status", "Last day", "Days left", "Organization", "Key"],
            report.Rows.Select(row => new[]
            {
                Head(row.Person ?? "not shown"), Long(row.Email), Short(Number(row.OrderId)), Short(row.Status),
                Day(row.ValidTill), DaysLeft(row), Cell(row.Organization), Long(row.KeyReference),
            }),
            [5]);
    }

    private void WriteCosts()
    {
        writer.WriteLine(
            "<p>By the prices that the list of orders shows, without orders that were refused or canceled or are not approved yet."
            + (report.Currency is null ? " The account does not show its currency.</p>" : "</p>"));
        IReadOnlyList<ReportCost> costs = report.Costs;
        if (costs.Count == 0)
        {
            WriteNothing("No order shows a price.");
            return;
        }

        if (report.UnpricedCount is > 0 and var unpriced)
        {
            writer.WriteLine($"<p>Orders that show no price or no date, and so stand in no sum: {Number(unpriced)}.</p>");
        }

        IEnumerable<string[]> rows = costs.Select(cost => new[]
        {
            Head(cost.Month), Cell(cost.Organization), Right(Number(cost.Orders)), Right(Money(cost.Sum, cost.Currency)),
        });

        // What is in two currencies is not added.
        IEnumerable<string[]> sums = costs.GroupBy(cost => cost.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new[]
            {
                Head("All"), Cell(null), Right(Number(group.Sum(cost => cost.Orders))),
                Right(Money(group.Sum(cost => cost.Sum), group.Key)),
            });
        WriteTable("costs-table", "Orders and their prices", ["Month", "Organization", "Orders", "Sum"], rows.Concat(sums), [2, 3]);
    }

    private void WriteEvidence()
    {
        writer.WriteLine("<h3>Who ordered and who decided</h3>");
        if (report.HidesRequests)
        {
            writer.WriteLine("<p>This key may not see the requests of the account. Below stands what the journal knows.</p>");
        }

        ReportRow[] shown = [.. report.Rows.Where(row => row.OrderedBy is not null || row.DecidedBy is not null)];
        WriteTableOrNothing(
            "orderers-table", shown.Any(row => row.DecidedBy is not null)
                ? "As the account's requests show it"
                : "As the list of requests shows it; who decided, and when, is asked for with -Detailed",
            ["Person", "Order", "Ordered by", "Ordered on", "Decided by", "Decided on", "Serial number"],
            shown.Select(row => new[]
            {
                Head(row.Person ?? "not shown"), Short(Number(row.OrderId)), Cell(row.OrderedBy), Time(row.OrderedAt),
                Cell(row.DecidedBy), Time(row.DecidedAt), Long(row.SerialNumber),
            }),
            "No request shows who.");
        writer.WriteLine("<h3>Revocations</h3>");
        WriteRequests(
            "revocations-table", "Requests to revoke, and what the journal knows of revocations without one; reasons by the journal",
            report.Revocations, ["Reason", "Comment"], one => [Cell(one.Reason), Cell(one.Comment)]);
        writer.WriteLine("<h3>Reissues</h3>");
        WriteRequests(
            "reissues-table", "Requests for another certificate, and what the journal knows of reissues without one", report.Reissues,
            ["Comment"], one => [Cell(one.Comment)]);
        WriteChecks();
    }

    private void WriteRequests(
        string id, string caption, IReadOnlyList<ReportRequest> requests, string[] lastColumns, Func<ReportRequest, string[]> lastCells) =>
        WriteTableOrNothing(
            id, caption, ["Person", "Order", "Status", "Asked by", "Asked on", "Decided by", "Decided on", .. lastColumns],
            requests.Select(one => (string[])
            [
                Head(one.Person ?? "not shown"), Short(Number(one.OrderId)), Short(one.Status), Cell(one.AskedBy), Time(one.AskedAt),
                Cell(one.DecidedBy), Time(one.DecidedAt), .. lastCells(one),
            ]),
            "None was asked for.");

    // What a vendor states of certification can be asked of the store alone, so it is not kept: it is piped in.
    private void WriteChecks()
    {
        writer.WriteLine("<h3>Checks of certificates</h3>");
        WriteTableOrNothing(
            "checks-table", "What Test-DocSigningCertificate found", ["Person", "Order", "Check", "Passed", "What was found"],
            report.Findings.Select(check => new[]
            {
                Head(check.Person ?? "not shown"), Short(Number(check.OrderId)), Cell(check.Check), Passed(check.Passed),
                Cell(check.Detail),
            }),
            "None were piped in.");
        writer.WriteLine("<h3>Key stores</h3>");
        WriteTableOrNothing(
            "stores-table", "What Test-DocSigningKeyStore found", ["Store", "Check", "Passed", "What was found"],
            report.KeyStores.Select(check => new[] { Head(check.Store), Cell(check.Check), Passed(check.Passed), Cell(check.Detail) }),
            "None were piped in.");
    }

    private void WriteTableOrNothing(string id, string caption, string[] columns, IEnumerable<string[]> rows, string nothing)
    {
        if (rows.Any())
        {
            WriteTable(id, caption, columns, rows);
        }
        else
        {
            WriteNothing(nothing);
        }
    }

    /// <param name="id">Of its caption.</param>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">Their headers.</param>
    /// <param name="rows">Whole cells.</param>
    /// <param name="numbers">Which columns hold numbers.</param>
    private void WriteTable(string id, string caption, string[] columns, IEnumerable<string[]> rows, int[]? numbers = null)
    {
        // It can be scrolled, so it can be reached by the keyboard, and has a name.
        writer.WriteLine($"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">");
        writer.WriteLine(columns.Length == 2 ? "<table class=\"small\">" : "<table>");
        writer.WriteLine($"<caption id=\"{id}\">{caption}</caption>");
        writer.Write("<thead><tr>");
        for (int column = 0; column < columns.Length; column++)
        {
            writer.Write($"<th scope=\"col\"{(numbers?.Contains(column) == true ? " class=\"n\"" : "")}>{columns[column]}</th>");
        }

        writer.WriteLine("</tr></thead>");
        writer.WriteLine("<tbody>");
        foreach (string[] row in rows)
        {
            writer.Write("<tr>");
            foreach (string cell in row)
            {
                writer.Write(cell);
            }

            writer.WriteLine("</tr>");
        }

        writer.WriteLine("</tbody>");
        writer.WriteLine("</table>");
        writer.WriteLine("</div>");
    }

    private void WriteNothing(string sentence) => writer.WriteLine($"<p class=\"soft\">{sentence}</p>");

    private static string Money(decimal sum, string? currency) =>
        string.Format(CultureInfo.InvariantCulture, "{0:N2} {1}", sum, HtmlText.Of(currency)).TrimEnd();

    private static string NameOf(OrderActor actor) => actor switch
    {
        OrderActor.You => "You",
        OrderActor.Administrator => "An administrator of the account",
        OrderActor.DigiCert => "DigiCert",
        OrderActor.Contact => "A contact of the organization",
        OrderActor.Person => "The person",
        _ => "Nobody",
    };

    private static string Head(string text) => $"<th scope=\"row\">{HtmlText.Isolated(text)}</th>";

    private static string Cell(string? text) => $"<td>{HtmlText.Isolated(text)}</td>";

    private static string Short(string? text) => $"<td class=\"d\">{HtmlText.Isolated(text)}</td>";

    private static string Long(string? text) => $"<td class=\"long\">{HtmlText.Isolated(text)}</td>";

    private static string Right(string text) => $"<td class=\"n\">{text}</td>";

    private static string Day(DateTime? day) => $"<td class=\"d\">{(day is { } known ? Moments.Day(known) : "")}</td>";

    private static string Day(DateTimeOffset? moment) => Day(moment?.UtcDateTime);

    private static string Time(DateTimeOffset? moment) => $"<td class=\"d\">{(moment is { } known ? Moments.Utc(known) : "")}</td>";

    private static string DaysLeft(ReportRow row) => !row.IsInForce || row.DaysRemaining is not { } days ? Right("")
        : days <= 30 ? $"<td class=\"n bad\">{Number(days)}</td>"
        : Right(Number(days));

    private static string Passed(bool? passed) => passed switch
    {
        true => "<td>yes</td>",
        false => "<td class=\"bad\">no</td>",
        null => "<td>not known</td>",
    };

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
