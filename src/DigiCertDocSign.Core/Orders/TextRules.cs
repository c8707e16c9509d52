using DigiCertDocSign.People;

namespace DigiCertDocSign.Orders;

/// <summary>Texts of an order that are not the person's: present where needed, not too long, nothing invisible in them.</summary>
internal static class TextRules
{
    public const int Unlimited = int.MaxValue;

    /// <summary>Trimmed and NFC; null when blank.</summary>
    public static string? Clean(string? text) => text is null || PersonText.IsBlank(text) ? null : PersonText.Clean(text);

    public static void Require(List<Fault> faults, FaultKind kind, string field, string? text, int most = Unlimited)
    {
        if (Clean(text) is null)
        {
            faults.Add(kind, field, "is missing; the server needs it.");
        }
        else
        {
            Allow(faults, kind, field, text, most);
        }
    }

    public static void Allow(List<Fault> faults, FaultKind kind, string field, string? text, int most = Unlimited)
    {
        if (Clean(text) is not { } clean)
        {
            return;
        }

        if (PersonText.Problem(clean) is { } problem)
        {
            faults.Add(kind, field, problem + ".");
        }
        else if (clean.Length > most)
        {
            faults.Add(kind, field, $"has {clean.Length} characters, at most {most} are taken; shorten it.");
        }
    }

    /// <summary>For remarks of several lines.</summary>
    public static void AllowLines(List<Fault> faults, string field, string? text)
    {
        if (text is not null)
        {
            Allow(faults, FaultKind.OrderFieldInvalid, field, text.Replace("\r", " ").Replace('\n', ' ').Replace('\t', ' '));
        }
    }

    /// <summary>An id, when given, is above zero.</summary>
    public static void Id(List<Fault> faults, string field, long? id, string what)
    {
        if (id is <= 0)
        {
            faults.Add(FaultKind.OrderFieldInvalid, field, $"{id} is no id of {what}; ids are above 0.");
        }
    }
}
