namespace DigiCertDocSign.Text;

/// <summary>What can be wrong with a text, in words.</summary>
internal static class TextFaults
{
    public static DocSigningException BrokenCharacter(string field) => new(
        FaultKind.CsrSubjectInvalid,
        field,
        $"{field} holds a broken character (half of a Unicode pair). Type it again in the directory.");
}
