using CertCentral.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering;

/// <summary>One input of a run: a person's order, checked and ready to be sent.</summary>
public sealed class OrderInput
{
    public required Person Person { get; init; }

    /// <summary>What is ordered. A run sends a copy of it with the intent's reference in its comments.</summary>
    public required OrderRequest Request { get; init; }

    /// <summary>The operator's own comment, which is sent behind the intent's reference.</summary>
    public string? Comment { get; init; }

    /// <summary>Where the private key lives.</summary>
    public string? KeyReference { get; init; }

    /// <summary>Anything by which the caller knows the input; given back with its outcome.</summary>
    public object? Tag { get; init; }
}
