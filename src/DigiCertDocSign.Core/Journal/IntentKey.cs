using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>Whose intent it is: this person, by e-mail address, this product, this account. One intent at most is open for it.</summary>
/// <param name="AccountId">CertCentral's account id.</param>
/// <param name="ProductNameId">Such as <c>ds_org_individual</c>.</param>
/// <param name="Email">Folded: two spellings of one address are one key.</param>
public sealed record IntentKey(long AccountId, string ProductNameId, string Email)
{
    /// <summary>The key of a person's order.</summary>
    public static IntentKey Of(long accountId, string productNameId, string email) =>
        new(accountId, productNameId, EmailAddress.Of(email).Key);

    /// <inheritdoc/>
    public override string ToString() => $"{Email}: {ProductNameId}, account {AccountId}";
}
