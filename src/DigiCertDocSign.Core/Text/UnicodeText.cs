using System.Text;

namespace DigiCertDocSign.Text;

/// <summary>Makes texts of the same meaning the same text.</summary>
internal static class UnicodeText
{
    /// <summary>The text in normalization form C, so that one name has one spelling whatever keyboard or directory it came from.</summary>
    /// <param name="text">Of a person.</param>
    /// <param name="field">The parameter that the fault names.</param>
    /// <exception cref="DocSigningException">
    /// CsrSubjectInvalid: half of a surrogate pair. Such text has no UTF-8 form, and an encoder would alter it silently.
    /// </exception>
    public static string Normalize(string text, string field)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException problem)
        {
            throw CryptoFaults.BrokenCharacter(field, problem);
        }
    }

    /// <summary>The text in normalization form C; broken Unicode stays as it is and equals nothing but itself.</summary>
    public static string Compose(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>The text without the difference of upper and lower case, whatever the culture: each character for itself.</summary>
    public static string FoldCase(string text) => text.ToUpperInvariant().ToLowerInvariant();
}
