using System.Globalization;

namespace DigiCertDocSign.People;

/// <summary>Whether a directory account is enabled, in each directory's own words.</summary>
internal static class AccountState
{
    private const int AccountDisableFlag = 0x2; // ADS_UF_ACCOUNTDISABLE of userAccountControl

    /// <summary>Normalized; first one that says anything wins.</summary>
    public static readonly string[] FlagNames = ["enabled", "accountenabled", "blockcredential", "accountdisabled", "useraccountcontrol"];

    /// <summary>Null when the value says nothing.</summary>
    public static bool? Read(string name, object? value)
    {
        var normal = PropertyName.Normalize(name);
        if (normal == "useraccountcontrol")
        {
            return Text(value) is { } flags && int.TryParse(flags, NumberStyles.Integer, CultureInfo.InvariantCulture, out var bits)
                ? (bits & AccountDisableFlag) == 0
                : null;
        }

        return Flag(value) is not { } set ? null : normal is "blockcredential" or "accountdisabled" ? !set : set;
    }

    private static bool? Flag(object? value)
    {
        if (value is bool set)
        {
            return set;
        }

        var text = Text(value);
        return text is null ? null
            : text.Equals("true", StringComparison.OrdinalIgnoreCase) || text == "1" ? true
            : text.Equals("false", StringComparison.OrdinalIgnoreCase) || text == "0" ? false
            : null;
    }

    private static string? Text(object? value) => ValueReader.Text(value, forEmail: false)?.Trim();
}
