namespace DigiCertDocSign.People;

/// <summary>What became of one piped object.</summary>
public sealed class PersonResolution
{
    /// <summary>Null when there is any fault.</summary>
    public required Person? Person { get; init; }

    /// <summary>What was found, faults or not, to tell the row by; null for what is missing.</summary>
    public required PersonValues Read { get; init; }

    /// <summary>Every fault found, so that a row is corrected in one go.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>What is allowed but will cost vetting time, or may not be meant.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>
    /// Field (GivenName, Surname, JobTitle, Phone, Email, Csr, KeyReference) to the property that gave it; "-Phone" for a value given by
    /// hand.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>Whether the directory account is enabled; null when the object does not say.</summary>
    public bool? Enabled { get; init; }

    /// <summary>PEM, when the object carries one (the output of New-DocSigningCsr).</summary>
    public string? Csr { get; init; }

    /// <summary>Where the private key lives, when the object says so; null for one that cannot be read, which is then among the faults.</summary>
    public string? KeyReference { get; init; }
}
