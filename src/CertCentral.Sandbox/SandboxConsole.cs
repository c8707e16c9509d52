using CertCentral.Sandbox.Orders;
using CertCentral.Sandbox.Requests;

namespace CertCentral.Sandbox;

/// <summary>
/// Another administrator at the web console, who knows nothing of the client. No fault or limit concerns what is done here.
/// </summary>
public sealed class SandboxConsole
{
    private readonly SandboxEngine _engine;

    internal SandboxConsole(SandboxEngine engine) => _engine = engine;

    /// <summary>Places an order, which waits for approval like any other one.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="ArgumentException">
    /// The CSR cannot be read, the order that it renews does not exist, or it was placed in the future.
    /// </exception>
    public long Order(SandboxConsoleOrder order) =>
        _engine.Change(account => ConsoleIntake.Place(account, order ?? throw new ArgumentNullException(nameof(order))));

    /// <summary>Approves or rejects a request that waits for it.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="approves">False: it is rejected.</param>
    /// <exception cref="ArgumentException">There is no such request, or it is decided already.</exception>
    public void Decide(long requestId, bool approves) =>
        _engine.Change(account => new RequestCalls(account).TryDecide(requestId, approves)
            ? true
            : throw new ArgumentException($"No request {requestId} waits for a decision.", nameof(requestId)));
}

/// <summary>What somebody at the console orders. Nothing in it needs to be like what the client ordered for the same person.</summary>
public sealed record SandboxConsoleOrder
{
    public required string GivenName { get; init; }
    public required string Surname { get; init; }
    public required string Email { get; init; }
    public string JobTitle { get; init; } = "Ordered at the console";
    public string Phone { get; init; } = "+47 55 50 01 99";

    /// <summary>PEM. Without one the order is for a token that the person has already.</summary>
    public string? Csr { get; init; }

    public string? Comments { get; init; }

    /// <summary>When it was placed; null for now. The lists sort it by its id all the same, which is the next one.</summary>
    public DateTimeOffset? DateCreated { get; init; }

    public long? RenewalOfOrderId { get; init; }

    /// <summary>Also another product, of which the sandbox knows nothing but this name.</summary>
    public string ProductNameId { get; init; } = Account.Catalogue.ProductNameId;
}
