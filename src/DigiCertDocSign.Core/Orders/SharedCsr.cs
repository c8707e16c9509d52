namespace DigiCertDocSign;

/// <summary>
/// Keeps the one CSR that is given for a whole run for one person: who shares a key with another can sign in that one's name.
/// </summary>
public sealed class SharedCsr
{
    private Person? _holder;

    /// <summary>Lets the first person have it, and the same person again.</summary>
    /// <param name="person">Who is ordered for and brings no CSR.</param>
    /// <exception cref="DocSigningException">CsrShared: it is another person's already.</exception>
    public void Give(Person person)
    {
        _holder ??= person;
        if (!IsSame(_holder, person))
        {
            throw new DocSigningException(
                FaultKind.CsrShared,
                "Csr",
                $"Csr: the one given with -Csr holds the key of {NameOf(_holder)}, and {NameOf(person)} brings none; each person needs a key of their own. "
                    + "Make key and CSR for each with New-DocSigningCsr and pipe its output, or give each row a property Csr.");
        }
    }

    private static bool IsSame(Person one, Person other) => string.Equals(NameOf(one), NameOf(other), StringComparison.OrdinalIgnoreCase);

    private static string NameOf(Person person) => $"{person.GivenName} {person.Surname} <{person.Email}>";
}
