namespace DigiCertDocSign;

/// <summary>What an intent is for: this person, this product, this account, once.</summary>
/// <param name="AccountId">CertCentral's account id.</param>
/// <param name="ProductNameId">Such as <c>ds_org_individual</c>.</param>
/// <param name="Email">In lower case.</param>
/// <param name="RenewalOfOrderId">The renewed order; 0 for a first order.</param>
/// <param name="Copy">Empty; for a duplicate that the operator asked for, the intent's own reference, so that it meets no other.</param>
public sealed record IntentKey(long AccountId, string ProductNameId, string Email, long RenewalOfOrderId, string Copy)
{
    /// <summary>The key of a person's order.</summary>
    public static IntentKey Of(long accountId, string productNameId, string email, long? renewalOfOrderId) =>
        new(accountId, productNameId, Fold(email), renewalOfOrderId ?? 0, "");

    /// <summary>An address as keys have it: two spellings of one address are one key.</summary>
    internal static string Fold(string email) => email.Trim().ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString()
    {
        string renewal = RenewalOfOrderId == 0 ? "" : $", renewal of order {RenewalOfOrderId}";
        string copy = Copy.Length == 0 ? "" : ", a duplicate";
        return $"{Email}: {ProductNameId}, account {AccountId}{renewal}{copy}";
    }
}
