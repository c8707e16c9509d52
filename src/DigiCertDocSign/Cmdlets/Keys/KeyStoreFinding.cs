namespace DigiCertDocSign;

/// <summary>One finding of Test-DocSigningKeyStore.</summary>
public sealed class KeyStoreFinding
{
    /// <summary>The folder, token, provider or key that was looked at.</summary>
    public string Store { get; init; } = "";

    /// <summary>Module, Token, Pin, Folder, Provider, Key, Algorithm or Certification.</summary>
    public string Check { get; init; } = "";

    /// <summary>Null where it cannot be proven from here, as what a vendor states of certification.</summary>
    public bool? Passed { get; init; }

    /// <summary>What was found, in a sentence.</summary>
    public string Detail { get; init; } = "";
}
