namespace CertCentral.Json;

/// <summary>What becomes of a secret when an object is written.</summary>
internal enum Secrets
{
    /// <summary>Three asterisks stand in its place: for people and for files.</summary>
    Masked,

    /// <summary>The text itself: for the body of a request alone.</summary>
    Plain,
}
