using System.Collections.ObjectModel;

namespace DigiCertDocSign.Text;

/// <summary>
/// A list whose text is that of its items. Of any other list, Export-Csv, Group-Object and a text that quotes it show the name of the type.
/// </summary>
/// <typeparam name="T">Of the items.</typeparam>
public sealed class ReadableList<T>(IEnumerable<T> items) : ReadOnlyCollection<T>([.. items])
{
    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}
