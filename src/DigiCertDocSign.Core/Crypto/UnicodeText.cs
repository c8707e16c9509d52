using System.Text;

namespace DigiCertDocSign.Crypto;

internal static class UnicodeText
{
    /// <summary>The text in normalization form C, so that one name has one spelling whatever keyboard or directory it came from.</summary>
    /// <exception cref="DocSigningException">Half a surrogate pair: such text has no UTF-8 form and would be altered silently.</exception>
    public static string Normalize(string text, string field)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException problem)
        {
            throw new DocSigningException(
                FaultKind.CsrSubjectInvalid,
                field,
                $"{field} holds a broken character (half of a Unicode pair). Type it again in the directory.",
                problem);
        }
    }
}
