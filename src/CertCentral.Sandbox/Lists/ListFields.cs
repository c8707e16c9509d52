using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Lists;

/// <summary>What a list can be filtered and sorted by.</summary>
internal sealed class ListFields<T>
{
    private readonly Dictionary<string, Func<string, Func<T, bool>>> _filters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<T, IComparable?>> _keys = new(StringComparer.Ordinal);

    /// <param name="name">Inside <c>filters[...]</c>.</param>
    /// <param name="test">From the filter's value to the test of a row; throws <see cref="ApiException"/> for a value that is not allowed.</param>
    public ListFields<T> Filter(string name, Func<string, Func<T, bool>> test)
    {
        _filters.Add(name, test);
        return this;
    }

    public ListFields<T> Key(string name, Func<T, IComparable?> key)
    {
        _keys.Add(name, key);
        return this;
    }

    /// <summary>A row passes when it passes with any of the values.</summary>
    public Func<T, bool> Test(string name, IReadOnlyList<string> values)
    {
        if (!_filters.TryGetValue(name, out var make))
        {
            throw ApiException.Invalid($"filters[{name}]", $"There is no filter '{name}' for this list.");
        }

        var tests = values.Select(make).ToList();
        return row => tests.Exists(test => test(row));
    }

    public IEnumerable<T> Order(IEnumerable<T> rows, IReadOnlyList<(string Key, bool Descending)> sort)
    {
        IOrderedEnumerable<T>? ordered = null;
        foreach (var (name, descending) in sort)
        {
            if (!_keys.TryGetValue(name, out var key))
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
