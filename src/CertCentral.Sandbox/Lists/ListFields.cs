using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Lists;

/// <summary>What a list can be filtered and sorted by.</summary>
internal sealed class ListFields<T>
{
    private readonly Dictionary<string, Func<string, Func<T, bool>>> _filters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<T, IComparable?>> _keys = new(StringComparer.Ordinal);

    /// <param name="name">Inside <c>filters[...]</c>.</param>
    /// <param name="test">
    /// Makes the test of a row from the value of the filter; throws <see cref="ApiException"/> for a value that is not allowed.
    /// </param>
    public ListFields<T> Filter(string name, Func<string, Func<T, bool>> test)
    {
        _filters.Add(name, test);
        return this;
    }

    /// <param name="name">Inside <c>filters[...]</c>.</param>
    /// <param name="test">
    /// Makes the test of a field from the value of the filter; throws <see cref="ApiException"/> for a value that is not allowed.
    /// </param>
    /// <param name="field">The field of a row.</param>
    public ListFields<T> Filter<TField>(string name, Func<string, Func<TField, bool>> test, Func<T, TField> field) => Filter(name, value =>
    {
        Func<TField, bool> passes = test(value);
        return row => passes(field(row));
    });

    public ListFields<T> Key(string name, Func<T, IComparable?> key)
    {
        _keys.Add(name, key);
        return this;
    }

    /// <summary>A row is listed when it matches one of the values.</summary>
    public Func<T, bool> Test(string name, IReadOnlyList<string> values)
    {
        if (!_filters.TryGetValue(name, out Func<string, Func<T, bool>>? make))
        {
            throw ApiException.Invalid($"filters[{name}]", $"There is no filter '{name}' for this list.");
        }

        var tests = values.Select(make).ToList();
        return row => tests.Exists(test => test(row));
    }

    public IEnumerable<T> Order(IEnumerable<T> rows, IReadOnlyList<(string Key, bool Descending)> sort)
    {
        IOrderedEnumerable<T>? ordered = null;
        foreach ((string? name, bool descending) in sort)
        {
            if (!_keys.TryGetValue(name, out Func<T, IComparable?>? key))
            {
                throw ApiException.Invalid("sort", $"There is no sort key '{name}' for this list.");
            }

            ordered = (ordered, descending) switch
            {
                (null, false) => rows.OrderBy(key),
                (null, true) => rows.OrderByDescending(key),
                (_, false) => ordered.ThenBy(key),
                _ => ordered.ThenByDescending(key),
            };
        }

        return ordered ?? rows;
    }
}
