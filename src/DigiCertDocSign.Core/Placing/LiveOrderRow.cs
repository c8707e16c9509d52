namespace DigiCertDocSign;

/// <summary>A live order that a list showed and nobody has asked for yet. A null name may be anybody's.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Name">As <see cref="OrderName"/> makes it.</param>
/// <param name="Next">The next one of the same name.</param>
internal sealed record LiveOrderRow(long OrderId, string? Name, LiveOrderRow? Next);
