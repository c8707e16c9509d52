namespace DigiCertDocSign.Keys;

/// <summary>What the CSR files of earlier runs tell about a person's keys, for a store that may hold several under one name.</summary>
public sealed class KeyHints
{
    private readonly Lazy<IReadOnlyCollection<string>> _setAside;

    /// <param name="publicKeySha256">See <see cref="PublicKeySha256"/>.</param>
    /// <param name="setAside">See <see cref="SetAside"/>; called when somebody asks for it, once.</param>
    public KeyHints(string? publicKeySha256, Func<IReadOnlyCollection<string>> setAside) =>
        (PublicKeySha256, _setAside) = (publicKeySha256, new Lazy<IReadOnlyCollection<string>>(setAside));

    /// <summary>For those who have no CSR files.</summary>
    public static KeyHints None { get; } = new(null, () => []);

    /// <summary>The key of the CSR that is there, as SHA-256 of its public part in upper-case hexadecimal; null when there is no CSR.</summary>
    public string? PublicKeySha256 { get; }

    /// <summary>The keys, in the same form, of CSRs that gave way to a newer one: what is made since then is not theirs.</summary>
    public IReadOnlyCollection<string> SetAside => _setAside.Value;
}
