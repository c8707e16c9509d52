using DigiCertDocSign.Csr;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Orders;

/// <summary>
/// Keeps the one CSR that is given for a whole run for one person: a person who shares a key with another can sign in the other's name.
/// When several ask for it, nobody can tell whose key it is, so none of them gets it.
/// </summary>
public sealed class SharedCsr
{
    private Person? _first;
    private Person? _other;

    /// <summary>Notes a person who would be ordered for with it; the same person may ask again.</summary>
    public void Ask(Person person)
    {
        _first ??= person;
        if (_other is null && !IsSame(_first, person))
        {
            _other = person;
        }
    }

    /// <summary>The answer, when everybody has asked.</summary>
    /// <returns>CsrShared; null when one person alone has asked.</returns>
    public DocSigningException? Refusal() => _other is null ? null : CsrFaults.Shared(_first!.ToString(), _other.ToString());

    private static bool IsSame(Person one, Person other)
    {
        bool isSameName = string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase);
        return isSameName && EmailAddress.AreSame(one.Email, other.Email);
    }
}
