namespace DigiCertDocSign;

/// <summary>One question about a key store, asked before it makes keys, with its answer.</summary>
public sealed record KeyStoreCheck
{
    public KeyStoreCheck(string check, bool? passed, string detail) => (Check, Passed, Detail) = (check, passed, detail);

    /// <summary>The folder, token, provider or key that was looked at; the command that asks names it.</summary>
    public string Store { get; init; } = "";

    /// <summary>Module, Token, Pin, Folder, Provider, Key, Algorithm or Certification.</summary>
    public string Check { get; }

    /// <summary>Null where it cannot be proven from here, as what a vendor states of certification.</summary>
    public bool? Passed { get; }

    /// <summary>What was found, in a sentence.</summary>
    public string Detail { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Check}: {Passed switch { true => "ok", false => "failed", _ => "not known" }}. {Detail}";
}
