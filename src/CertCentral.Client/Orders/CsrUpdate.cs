namespace CertCentral.Orders;

/// <summary>The body that changes the CSR of a pending order.</summary>
internal sealed class CsrUpdate : WireObject
{
    public string? Csr { get; set; }
}
