namespace DigiCertDocSign.People;

/// <summary>
/// Whatever describes a person: a directory object, a CSV row, a hashtable. Names are looked up without regard to case. The
/// <see cref="object.ToString"/> of a source that is itself a value (an SmtpAddress, say) is that value's text.
/// </summary>
public interface IPersonSource
{
    /// <summary>The full type name, as in <c>Microsoft.ActiveDirectory.Management.ADUser</c>; it tells which advice fits.</summary>
    string TypeName { get; }

    IReadOnlyCollection<string> PropertyNames { get; }

    bool TryGetValue(string name, out object? value);
}
