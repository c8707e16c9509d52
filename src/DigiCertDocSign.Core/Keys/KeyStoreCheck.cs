namespace DigiCertDocSign.Keys;

/// <summary>One thing that was looked at before keys are made.</summary>
/// <param name="Name">Module, Token, Pin, Folder, Provider, Key, Algorithm or Certification.</param>
/// <param name="Passed">Null when it cannot be proven from here, as what a vendor states.</param>
/// <param name="Detail">What was found, in a sentence.</param>
public sealed record KeyStoreCheck(string Name, bool? Passed, string Detail);
