namespace DigiCertDocSign.Errors;

/// <summary>How the rules write down what they find.</summary>
internal static class FaultLists
{
    /// <summary>The message gets the field in front, so that every fault reads "Field: what is wrong, what to do".</summary>
    public static void Add(this List<Fault> faults, FaultKind kind, string field, string sentence) =>
        faults.Add(new Fault(kind, field, $"{field}: {sentence}"));
}
