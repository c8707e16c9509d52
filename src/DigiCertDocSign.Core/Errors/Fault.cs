namespace DigiCertDocSign;

/// <summary>One thing that is wrong with one input: what kind, which field, and a sentence that says the problem and the fix.</summary>
public sealed record Fault(FaultKind Kind, string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
