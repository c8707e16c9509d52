using System.Text.RegularExpressions;
using CertCentral.Sandbox.Http;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Lists;

/// <summary>The part of the query that all lists have: filters, sort, limit and offset.</summary>
internal sealed class ListQuery
{
    public const int MaxLimit = 1000;

    private static readonly Regex FilterName = new(
        @"^filters\[(?<name>[a-z_]+)\](\[\d*\])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private ListQuery()
    {
    }

    /// <summary>Values by the name of the filter. Several values of one filter mean any of them.</summary>
    public Dictionary<string, List<string>> Filters { get; } = new(StringComparer.Ordinal);

    public List<(string Key, bool Descending)> Sort { get; } = [];

    /// <summary>Null when the call names none.</summary>
    public int? Limit { get; private set; }

    public int Offset { get; private set; }

    /// <exception cref="ApiException">400: an unreadable number.</exception>
    public static ListQuery Read(SandboxCall call)
    {
        var query = new ListQuery();
        foreach (KeyValuePair<string, string> pair in call.Query)
        {
            Match match = FilterName.Match(pair.Key);
            if (match.Success)
            {
                bool indexed = pair.Key.Contains("][");
                query.AddFilter(match.Groups["name"].Value, pair.Value, indexed);
            }
        }

        query.Limit = (int?)call.GetCount("limit", 1, int.MaxValue);
        query.Offset = (int?)call.GetCount("offset", 0, int.MaxValue) ?? 0;
        foreach (string? key in (call.GetQuery("sort") ?? "").Split(',').Select(key => key.Trim()).Where(key => key.Length > 0))
        {
            query.Sort.Add((key.TrimStart('-', '+'), key[0] == '-'));
        }

        return query;
    }

    /// <summary>Some lists take this parameter, without brackets, as a filter.</summary>
    public void AddPlain(SandboxCall call, string name)
    {
        if (!Filters.ContainsKey(name) && call.GetQuery(name) is { Length: > 0 } value)
        {
            Filters[name] = [value];
        }
    }

    /// <summary>One page of a list.</summary>
    /// <param name="items">In the list's own order.</param>
    /// <param name="fields">What can be filtered and sorted by.</param>
    /// <param name="limitWhenNone">What <c>page.limit</c> says when the call names no limit.</param>
    /// <param name="name">Of the array in the answer.</param>
    /// <param name="write">One row.</param>
    /// <exception cref="ApiException">400: a filter or sort key that does not exist, or a value it does not allow.</exception>
    public SandboxAnswer Answer<T>(IEnumerable<T> items, ListFields<T> fields, int limitWhenNone, string name, Func<T, JObject> write)
    {
        IEnumerable<T> page = Cut(items, fields, MaxLimit, MaxLimit, out int total);
        return SandboxAnswer.Ok(new JObject
        {
            [name] = new JArray(page.Select(write)),
            ["page"] = new JObject
            {
                ["total"] = total,
                ["limit"] = Limit is { } limit ? Math.Min(limit, MaxLimit) : limitWhenNone,
                ["offset"] = Offset,
            },
        });
    }

    /// <summary>Filters, sorts and cuts the page.</summary>
    /// <param name="items">In the list's own order.</param>
    /// <param name="fields">What can be filtered and sorted by.</param>
    /// <param name="usual">How many rows come when the call names no limit.</param>
    /// <param name="most">How many rows come at most.</param>
    /// <param name="total">How many rows there are on all pages.</param>
    /// <exception cref="ApiException">400: a filter or sort key that does not exist, or a value it does not allow.</exception>
    public IEnumerable<T> Cut<T>(IEnumerable<T> items, ListFields<T> fields, int usual, int most, out int total)
    {
        var tests = Filters.Select(filter => fields.Test(filter.Key, filter.Value)).ToList();
        var found = fields.Order(items.Where(item => tests.TrueForAll(test => test(item))), Sort).ToList();
        total = found.Count;
        return found.Skip(Offset).Take(Math.Min(Limit ?? usual, most));
    }

    private void AddFilter(string name, string value, bool indexed)
    {
        // Without an index the last value counts, as in PHP.
        if (!indexed || !Filters.TryGetValue(name, out List<string>? values))
        {
            Filters[name] = values = [];
        }

        values.Add(value);
    }
}
