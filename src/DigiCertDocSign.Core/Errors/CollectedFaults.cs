namespace DigiCertDocSign.Errors;

/// <summary>Faults that are collected before they are thrown together, and faults that are told a second time.</summary>
public static class CollectedFaults
{
    /// <summary>The message gets the field in front, so that every fault reads "Field: what is wrong, what to do".</summary>
    internal static Fault About(FaultKind kind, string field, string sentence) => new(kind, field, $"{field}: {sentence}");

    /// <summary>Collects the fault that a rule finds; the rule's class has the words.</summary>
    internal static void Add(this List<Fault> faults, FaultKind kind, string field, string sentence) =>
        faults.Add(About(kind, field, sentence));

    /// <param name="faults">At least one.</param>
    public static DocSigningException Of(IReadOnlyList<Fault> faults) => new(faults);

    /// <summary>The same fault for another caller: an exception that two threads throw would mix their stack traces.</summary>
    internal static DocSigningException Again(DocSigningException fault) => new(fault.Faults);

    /// <summary>The fault with more said about it.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="message">The whole new message.</param>
    public static DocSigningException Reworded(DocSigningException fault, string message) =>
        new(fault.Kind, fault.Faults[0].Field, message, fault);
}
