namespace DigiCertDocSign.Text;

/// <summary>
/// An e-mail address, and the one rule for when two are the same. They are the same when nothing is left to tell them apart after: white
/// space around them is taken off; each is composed (NFC); each character loses its case, by the tables of Unicode and no culture; and the
/// labels of the domain that stand in their ASCII form ("xn--") are written out. The part before the @ loses its case too: no
/// mail system in use tells "Anna@" from "anna@", and two people who are taken for one cost a look, where one who is taken for two costs an
/// order.
/// </summary>
public sealed class EmailAddress : IEquatable<EmailAddress>
{
    private EmailAddress(string text)
    {
        Text = text.Trim();
        Key = Fold(Text);
    }

    /// <summary>As given, without the white space around it.</summary>
    public string Text { get; }

    /// <summary>The same text for each spelling of one address, to keep and to look up by.</summary>
    public string Key { get; }

    /// <summary>Any text is taken; whether it is an address is another question.</summary>
    public static EmailAddress Of(string text) => new(text);

    /// <summary>Whether two texts are one address; two that are missing are none.</summary>
    public static bool AreSame(string? one, string? other) => one is not null && other is not null && Of(one).Equals(Of(other));

    /// <inheritdoc/>
    public bool Equals(EmailAddress? other) => other is not null && string.Equals(Key, other.Key, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Fold(string text)
    {
        string folded = UnicodeText.FoldCase(UnicodeText.Compose(text));
        int domain = folded.LastIndexOf('@') + 1;

        // The three marks of Chinese and Japanese that separate labels as a full stop does (RFC 3490 section 3.1).
        string[] labels = folded.Substring(domain).Split('.', '\u3002', '\uFF0E', '\uFF61');
        IEnumerable<string> written = labels.Select(label => Punycode.Decode(label) ?? label);
        return UnicodeText.Compose(folded.Substring(0, domain) + UnicodeText.FoldCase(string.Join(".", written)));
    }
}
