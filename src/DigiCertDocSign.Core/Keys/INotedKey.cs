namespace DigiCertDocSign.Keys;

/// <summary>A key that has something to tell about how it came to be.</summary>
internal interface INotedKey : ISigningKey
{
    /// <summary>Sentences about what was out of the ordinary: an earlier key taken up, set aside or left beside.</summary>
    IReadOnlyList<string> Notes { get; }
}
