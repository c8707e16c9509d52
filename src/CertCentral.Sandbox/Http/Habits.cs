using System.Globalization;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Http;

/// <summary>Gives an answer the form that this account gives it, where the pages of the API leave that open.</summary>
internal sealed class Habits(SandboxHabits settings)
{
    private static readonly HashSet<string> Dates = new(["date", "date_created"], StringComparer.Ordinal);

    public SandboxAnswer Apply(string route, SandboxAnswer answer)
    {
        if (answer.Json is not JObject told || (int)answer.Status >= 300)
        {
            return answer;
        }

        var json = (JObject)told.DeepClone();
        switch (route)
        {
            case SandboxRoutes.GetOrder:
                ShapeOrder(json);
                break;
            case SandboxRoutes.ListReissues:
                ShapeReissues(json);
                break;
            case SandboxRoutes.GetRequest when !settings.ShowsComments:
                json.Remove("comments");
                break;
            case SandboxRoutes.GetRequest or SandboxRoutes.ListOrders or SandboxRoutes.ListRequests:
                break;
            default:
                return answer;
        }

        ShapeDates(json);
        return SandboxAnswer.OfJson(answer.Status, json, answer.RetryAfter);
    }

    /// <summary>Null: no date.</summary>
    public static string? Write(DateTimeOffset date, SandboxDateForm form, TimeSpan zone) => form switch
    {
        SandboxDateForm.WithZone => WireText.Instant(date),
        SandboxDateForm.WithoutZone => date.ToOffset(zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        SandboxDateForm.DayOnly => date.ToOffset(zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => null,
    };

    private void ShapeOrder(JObject order)
    {
        var certificate = (JObject)order["certificate"]!;
        if (!settings.ShowsCsr)
        {
            certificate.Remove("csr");
        }

        if (!settings.ShowsComments)
        {
            foreach (JObject request in order["requests"]!.Cast<JObject>())
            {
                request.Remove("comments");
            }
        }

        if (settings.Subject == SandboxSubjectPlace.Subject)
        {
            return;
        }

        var subject = (JObject)order["subject"]!;
        order.Remove("subject");
        if (settings.Subject != SandboxSubjectPlace.Nowhere)
        {
            (settings.Subject == SandboxSubjectPlace.Individual ? order : certificate)["individual"] = Individual(subject);
        }
    }

    private void ShapeReissues(JObject list)
    {
        if (!settings.ShowsCsr)
        {
            foreach (JObject certificate in list["certificates"]!.Cast<JObject>())
            {
                certificate.Remove("csr");
            }
        }
    }

    private static JObject Individual(JObject subject) => new()
    {
        ["first_name"] = subject["given_name"],
        ["last_name"] = subject["surname"],
        ["email"] = subject["email"],
        ["telephone"] = subject["phone"],
        ["job_title"] = subject["job_title"],
    };

    private void ShapeDates(JObject json)
    {
        if (settings.Dates == SandboxDateForm.WithZone)
        {
            return;
        }

        foreach (JProperty date in json.Descendants().OfType<JProperty>().Where(field => Dates.Contains(field.Name)).ToList())
        {
            var instant = DateTimeOffset.Parse(date.Value.Value<string>()!, CultureInfo.InvariantCulture);
            if (Write(instant, settings.Dates, settings.DateZone) is { } text)
            {
                date.Value = text;
            }
            else
            {
                date.Remove();
            }
        }
    }
}

/// <summary>The header <c>Date</c> of one answer after another. Safe for threads.</summary>
internal sealed class DateHeader(SandboxHabits settings, TimeProvider time)
{
    private readonly object _gate = new();
    private DateTimeOffset? _first;
    private bool _leaps;

    /// <summary>Null: no such header.</summary>
    public DateTimeOffset? Next()
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            _first ??= now;
            bool leaps = _leaps;
            _leaps = !_leaps;
            return settings.DateHeader switch
            {
                SandboxDateHeader.Missing => null,
                SandboxDateHeader.Cached => _first,
                SandboxDateHeader.Leaping when leaps => now + settings.DateLeap,
                _ => now,
            };
        }
    }
}
