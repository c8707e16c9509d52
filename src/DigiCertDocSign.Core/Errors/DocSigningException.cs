namespace DigiCertDocSign;

/// <summary>
/// A known fault of an input or of the world around it. Carries every fault found, not only the first, so that the user
/// corrects the input in one go.
/// </summary>
public sealed class DocSigningException : Exception
{
    public DocSigningException(FaultKind kind, string field, string message, Exception? innerException = null)
        : base(message, innerException) => Faults = (Fault[])[new Fault(kind, field, message)];

    /// <param name="faults">At least one.</param>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public DocSigningException(IReadOnlyList<Fault> faults)
        : base(string.Join(" ", faults.Select(fault => fault.Message))) =>
        Faults = faults.Count > 0 ? faults.ToArray() : throw new ArgumentException("At least one fault is needed.", nameof(faults));

    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>The kind of the first fault; it names the error.</summary>
    public FaultKind Kind => Faults[0].Kind;
}
