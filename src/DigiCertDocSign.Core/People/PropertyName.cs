namespace DigiCertDocSign.People;

internal static class PropertyName
{
    /// <summary>
    /// "First Name", first_name and FirstName are one name; "E-Mail" is email. Only separators go: letters of any script stay.
    /// </summary>
    public static string Normalize(string name)
    {
        var kept = new char[name.Length];
        var length = 0;
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character))
            {
                kept[length++] = char.ToLowerInvariant(character);
            }
        }

        return new string(kept, 0, length);
    }
}
