using System.Collections.ObjectModel;

namespace DigiCertDocSign.Text;

/// <summary>
/// A list whose text is that of its items. Of any other list, Export-Csv, Group-Object and a text that quotes it show the name of the type.
/// </summary>
/// <typeparam name="T">Of the items.</typeparam>
public sealed class ReadableList<T>(IEnumerable<T> items) : ReadOnlyCollection<T>([.. items])
{
    /// <summary>Thousands of orders have none of a kind, and share this list.</summary>
    internal static readonly ReadableList<T> None = new([]);

    internal static ReadableList<T> Of(IReadOnlyCollection<T> items) =>
        items as ReadableList<T> ?? (items.Count == 0 ? None : new ReadableList<T>(items));

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}
