using CertCentral.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering;

/// <summary>One person's order, checked and ready to be sent.</summary>
public sealed class OrderInput
{
    public required Person Person { get; init; }

    /// <summary>What is sent. Its comments are written anew for each intent.</summary>
    public required OrderRequest Request { get; init; }

    /// <summary>The operator's own comment, before the intent's reference.</summary>
    public string? Comment { get; init; }

    /// <summary>Where the private key lives.</summary>
    public string? KeyReference { get; init; }

    /// <summary>Whatever the caller knows the row by; given back with its outcome.</summary>
    public object? Tag { get; init; }
}
