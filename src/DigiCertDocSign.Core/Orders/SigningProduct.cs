namespace DigiCertDocSign.Orders;

/// <summary>The one product that is ordered: Document Signing for Business - Employee.</summary>
internal static class SigningProduct
{
    /// <summary>The product's name on the wire; display names change, this does not.</summary>
    public const string NameId = "ds_org_individual";
}
