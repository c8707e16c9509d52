namespace DigiCertDocSign;

/// <summary>The answer to one question about the account, before an order is placed in it.</summary>
/// <param name="Name">
/// ApiKey, Rights, Product, Organization, OrganizationValidation, Contacts, Price or Payment, and Journal where there is one; outside a
/// plan also Permissions, ProductLimit or Clock.
/// </param>
/// <param name="Passed">False when orders would fail or stand still; null when it could not be found out.</param>
/// <param name="Detail">What was found, in a sentence, and what to do about it.</param>
public sealed record AccountCheck(string Name, bool? Passed, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Passed switch { true => "ok", false => "failed", _ => "not known" }}. {Detail}";
}
