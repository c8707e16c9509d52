using System.Runtime.CompilerServices;
using CertCentral.Transport;

namespace CertCentral.Paging;

/// <summary>Reads the pages of a list of the API as one stream of rows.</summary>
internal sealed class PagedList<TPage, TRow>(ApiConnection connection, ApiRoute route)
    where TPage : WireObject, new()
    where TRow : WireObject
{
    private const int LargestPage = 1000;

    public required Func<TPage, List<TRow>?> Rows { get; init; }

    public required string RowsName { get; init; }

    public required Func<TPage, Page?> Position { get; init; }

    public required Func<TRow, long?> Key { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to 1000.</exception>
    public IAsyncEnumerable<TRow> ReadAsync(QueryText query, int pageSize, CancellationToken cancellationToken) =>
        pageSize is >= 1 and <= LargestPage
            ? ReadPagesAsync(query, pageSize, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page of a list has 1 to 1000 rows.");

    // The offset grows by the number of rows received, because page.limit is 0 in some answers. Rows may be added and removed while
    // the pages are read, so a row may come twice: it is given out once, and a page without a new id ends the list.
    private async IAsyncEnumerable<TRow> ReadPagesAsync(
        QueryText query, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<long>();
        for (long offset = 0; ;)
        {
            var call = new ApiCall(route) { Query = query.Copy().Add("limit", pageSize).Add("offset", offset) };
            ApiAnswer answer = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
            TPage page = answer.Read<TPage>();

            // A list that cannot be read must not look like an empty one, or a person who has an order would get a second one.
            List<TRow> rows = Rows(page) ?? throw answer.Lacks(RowsName);
            int known = seen.Count;
            foreach (TRow row in rows)
            {
                if (Key(row) is not { } key || seen.Add(key))
                {
                    yield return row;
                }
            }

            offset += rows.Count;
            if (seen.Count == known || (Position(page)?.Total is { } total && offset >= total))
            {
                yield break;
            }
        }
    }
}
