namespace CertCentral.Orders;

/// <summary>How long the order is valid. The server lets a date win over days and days over years; send one.</summary>
public sealed class OrderValidity : WireObject
{
    public int? Years { get; set; }
    public int? Days { get; set; }

    /// <summary><c>dd MMM yyyy</c> with an English month in capitals, such as <c>09 JUN 2029</c>.</summary>
    public string? CustomExpirationDate { get; set; }
}
