namespace DigiCertDocSign;

/// <summary>What earlier runs on this machine know of a person.</summary>
/// <param name="OrderId">Null for an order of which it is not known whether it was taken.</param>
/// <param name="Reason">Why nothing is to be ordered now, in a sentence.</param>
public sealed record KnownOrder(long? OrderId, string Reason);
