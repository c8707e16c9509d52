using DigiCertDocSign.Errors;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Orders;

/// <summary>Texts of an order that are not the person's: present where needed, not too long, nothing invisible in them.</summary>
internal static class TextRules
{
    private const int Unlimited = int.MaxValue;

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
    public static void AllowLines(List<Fault> faults, string field, string? text, int most = Unlimited)
    {
        if (text is not null)
        {
            string line = text.Replace("\r", " ").Replace('\n', ' ').Replace('\t', ' ');
            Allow(faults, FaultKind.OrderFieldInvalid, field, line, most);
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

    public static void RequireCountry(List<Fault> faults, string field, string? country)
    {
        if (Clean(country) is not { } given)
        {
            faults.Add(FaultKind.CountryInvalid, field, "is missing; give the two-letter code of ISO 3166, such as 'no' for Norway.");
        }
        else if (Countries.Code(given) is null)
        {
            string meant = given.Equals("uk", StringComparison.OrdinalIgnoreCase) ? " The United Kingdom is 'gb'." : "";
            faults.Add(
                FaultKind.CountryInvalid,
                field,
                $"'{given}' is no two-letter country code of ISO 3166; write it as in 'no' for Norway.{meant}");
        }
    }
}

/// <summary>
/// The officially assigned codes of ISO 3166-1 alpha-2. Not taken from the platform's cultures: those differ between Windows and ICU.
/// </summary>
internal static class Countries
{
    private const string Codes =
        "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd "
        + "cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf "
        + "gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn "
        + "kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na "
        + "nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si "
        + "sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi "
        + "vn vu wf ws ye yt za zm zw";

    private static readonly HashSet<string> Known = new(Codes.Split(' '), StringComparer.Ordinal);

    /// <summary>In lower case, as the server's own samples write it; null when it is no country code.</summary>
    public static string? Code(string? text) => text?.Trim().ToLowerInvariant() is { } code && Known.Contains(code) ? code : null;
}
