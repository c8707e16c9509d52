namespace CertCentral.Orders;

/// <summary>How long the order is valid. Send one of the three: the server takes a date before days, and days before years.</summary>
public sealed class OrderValidity : WireObject
{
    public int? Years { get; set; }
    public int? Days { get; set; }

    /// <summary><c>dd MMM yyyy</c> with an English month in capitals, such as <c>09 JUN 2029</c>.</summary>
    public string? CustomExpirationDate { get; set; }
}
