using CertCentral.Orders;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>An input of a list.</summary>
/// <param name="Person">Who.</param>
/// <param name="IsRefused">The server never takes an order for this one.</param>
/// <param name="Number">Among the people of the schedule; it is of the key.</param>
/// <param name="HasCsr">The input brings a CSR.</param>
internal sealed record SimPerson(Person Person, bool IsRefused, int Number, bool HasCsr)
{
    /// <summary>The directory's own id; null when the input does not bring it.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>The order that the input is to renew or replace.</summary>
    public long? Follows { get; init; }

    /// <summary>It is to replace it.</summary>
    public bool Replaces { get; init; }

    public OrderInput Input()
    {
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = Replaces ? null : Follows;
        OrderRequest request = OrderRules.Build(draft, Person, HasCsr ? SimCsr.Of(Number) : null, Drafts.Now);
        if (IsRefused)
        {
            request.Organization!.Id = 1;
        }

        return new OrderInput
        {
            Person = Person,
            Body = request,
            DirectoryId = DirectoryId,
            Replaces = Replaces ? Follows : null,
        };
    }

    public bool HasEmail(string? email) => string.Equals(Person.Email, email, StringComparison.OrdinalIgnoreCase);
}
