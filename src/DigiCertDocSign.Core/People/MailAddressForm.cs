using DigiCertDocSign.Text;

namespace DigiCertDocSign.People;

/// <summary>
/// What a mail address must look like: what mail systems really accept, not all that RFC 5322 allows. Domains may be international
/// (IDN); before the @ only ASCII fits into a certificate's rfc822Name (RFC 5280 section 4.2.1.6).
/// </summary>
internal static class MailAddressForm
{
    /// <summary>The longest that CertCentral takes for an e-mail address.</summary>
    public const int MostCharacters = 255;

    private const int MostLocalCharacters = 64; // RFC 5321 section 4.5.3.1.1
    private const int MostLabelCharacters = 63; // RFC 1035 section 2.3.4

    /// <summary>The address that a server shows; null when it shows none, or one of which letters are lost or hidden.</summary>
    public static EmailAddress? Readable(string? shown) =>
        shown is null || PersonText.IsBlank(shown) || shown.Contains('*') || Problem(PersonText.Clean(shown)) is not null
            ? null
            : EmailAddress.Of(PersonText.Clean(shown));

    /// <summary>What is wrong, to follow "the e-mail address 'x' "; null when nothing is.</summary>
    public static string? Problem(string address)
    {
        if (address.Length > MostCharacters)
        {
            return $"is longer than {MostCharacters} characters";
        }

        if (address.IndexOfAny(['<', '>', '"', '(', ')']) >= 0)
        {
            return "has more than the bare address; write only name@domain";
        }

        if (address.IndexOfAny([';', ',']) >= 0)
        {
            return "looks like more than one address; give exactly one";
        }

        int at = address.IndexOf('@');
        return at < 0 ? "has no @"
            : address.IndexOf('@', at + 1) >= 0 ? "has more than one @"
            : LocalProblem(address, at) ?? DomainProblem(address, at + 1);
    }

    private static string? LocalProblem(string address, int length)
    {
        if (length == 0)
        {
            return "has nothing before the @";
        }

        if (length > MostLocalCharacters)
        {
            return $"has more than {MostLocalCharacters} characters before the @";
        }

        for (int place = 0; place < length; place++)
        {
            char character = address[place];
            if (character == '.' && (place == 0 || place == length - 1 || address[place - 1] == '.'))
            {
                return "has a full stop in the wrong place before the @";
            }

            if (character is ' ' or '\u00A0')
            {
                return "has a space in it";
            }

            if (character is > '\u007F' or < ' ' or '\\' or '[' or ']' or ':')
            {
                return $"has '{character}' before the @, which does not fit into a certificate";
            }
        }

        return null;
    }

    private static string? DomainProblem(string address, int start)
    {
        const string noDomain = "has no proper domain after the @";
        int labels = 0;
        int labelStart = start;
        bool letterInLast = false;
        for (int place = start; place <= address.Length; place++)
        {
            if (place == address.Length || address[place] == '.')
            {
                int length = place - labelStart;
                if (length == 0 || length > MostLabelCharacters || address[labelStart] == '-' || address[place - 1] == '-')
                {
                    return noDomain;
                }

                labels++;
                labelStart = place + 1;
                letterInLast = place == address.Length ? letterInLast : false;
                continue;
            }

            char character = address[place];
            letterInLast |= char.IsLetter(character) || character > '\u007F';
            if (!char.IsLetterOrDigit(character) && character != '-' && (character <= '\u007F' || char.IsWhiteSpace(character)))
            {
                return character is ' ' or '\u00A0' ? "has a space in it" : noDomain;
            }
        }

        return labels >= 2 && letterInLast ? null : noDomain;
    }
}
