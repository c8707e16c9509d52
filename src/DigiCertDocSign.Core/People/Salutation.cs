namespace DigiCertDocSign.People;

/// <summary>Forms of address and academic titles, which are neither a job title nor part of a given name.</summary>
internal static class Salutation
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "Dr", "Prof", "Mr", "Mrs", "Ms", "Miss", "Mx", "Sir", "Madam", "Herr", "Herrn", "Hr", "Frau", "Fr", "Fräulein", "Dipl", "Ing",
        "Mag", "PhD", "Mme", "Mlle", "Monsieur", "Madame", "Rev",
    };

    /// <summary>Only beside a word of <see cref="Words"/>: Dr. med., Dr. rer. nat., Prof. Dr. h. c.</summary>
    private static readonly HashSet<string> Companions = new(StringComparer.OrdinalIgnoreCase)
    {
        "med", "dent", "vet", "jur", "iur", "phil", "rer", "nat", "pol", "oec", "h", "c", "hc", "habil", "and", "und",
    };

    /// <summary>As the first word of a given name these are titles even without a full stop.</summary>
    private static readonly HashSet<string> Prefixes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Dr", "Prof", "Mr", "Mrs", "Ms", "Mx", "Herr", "Frau",
    };

    private static readonly char[] Separators = [' ', '\u00A0', '.', '-', ',', '/'];

    /// <summary>Nothing but a form of address, as in "Dr.", "Herr Dr.", "Prof. Dr. med.".</summary>
    public static bool IsAll(string text)
    {
        if (text.Length > 40)
        {
            return false;
        }

        bool any = false;
        foreach (string word in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            bool isTitle = Words.Contains(word);
            if (!isTitle && !Companions.Contains(word))
            {
                return false;
            }

            any |= isTitle;
        }

        return any;
    }

    /// <summary>The title that a name begins with; null when there is none.</summary>
    public static string? LeadingIn(string name)
    {
        int end = name.IndexOfAny([' ', '\u00A0', '.']);
        if (end <= 0 || end > 9)
        {
            return null;
        }

        string word = name.Substring(0, end);
        // Mag, Ing and the like are given names too: there the full stop decides.
        bool withStop = name[end] == '.';
        return Prefixes.Contains(word) || (withStop && word.Length > 1 && Words.Contains(word)) ? withStop ? word + "." : word : null;
    }
}
