using System.Globalization;
using System.Runtime.CompilerServices;
using CertCentral.Errors;
using CertCentral.Json;
using CertCentral.Transport;
using Newtonsoft.Json.Linq;

namespace CertCentral.Paging;

/// <summary>
/// Reads the pages of a list of the API as one stream of rows. A list that cannot be read, or that contradicts itself, must never look
/// like an empty or a shorter one, or a person who has an order would get a second one.
/// </summary>
internal sealed class PagedList<TPage, TRow>(ApiConnection connection, ApiRoute route)
    where TPage : WireObject, new()
    where TRow : WireObject
{
    /// <summary>How often the list is read from its start. Each page that contradicts what is known is also asked for several times.
    /// </summary>
    private const int MostReadings = 2;

    public required Func<TPage, List<TRow>?> Rows { get; init; }

    public required string RowsName { get; init; }

    public required Func<TPage, Page?> Position { get; init; }

    public required Func<TRow, long?> Key { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to 1000.</exception>
    public IAsyncEnumerable<TRow> ReadAsync(QueryText query, int pageSize, CancellationToken cancellationToken) =>
        pageSize is >= 1 and <= Page.Largest
            ? ReadPagesAsync(query, pageSize, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page of a list has 1 to 1000 rows.");

    // Rows may be added and removed while the pages are read, so a row may come twice: it is given out once.
    private async IAsyncEnumerable<TRow> ReadPagesAsync(
        QueryText query, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var given = new HashSet<long>();
        UnreadableAnswerException? contradiction = null;
        for (int reading = 1; reading <= MostReadings; reading++)
        {
            contradiction = null;
            var progress = new ListProgress(isLast: reading == MostReadings);
            while (contradiction is null && !progress.IsAtEnd)
            {
                QueryText window = query.Copy().Add("limit", pageSize).Add("offset", progress.Offset);
                (List<TRow> rows, contradiction) = await ReadPageAsync(window, progress, cancellationToken).ConfigureAwait(false);
                foreach (TRow row in rows)
                {
                    if (given.Add(Key(row)!.Value))
                    {
                        yield return row;
                    }
                }
            }

            if (contradiction is null)
            {
                yield break;
            }
        }

        throw contradiction!;
    }

    /// <summary>Reads one page and adds it to what was read before.</summary>
    /// <returns>The rows; and a contradiction that may be gone when the list is read anew from its start.</returns>
    /// <exception cref="CertCentralException">The call failed; or the first page contradicts itself, however often it is read.</exception>
    private async Task<(List<TRow> Rows, UnreadableAnswerException? Contradiction)> ReadPageAsync(
        QueryText window, ListProgress progress, CancellationToken cancellationToken)
    {
        ListPage page = default;
        UnreadableAnswerException? Check(ApiAnswer answer)
        {
            try
            {
                page = ReadPage(answer);
                return progress.Contradiction(page.Total, page.IsList, page.Keys, RowsName) is { } problem
                    ? answer.Contradiction(problem)
                    : null;
            }
            catch (UnreadableAnswerException unreadable)
            {
                return unreadable;
            }
        }

        try
        {
            ApiAnswer answer =
                await connection.SendAsync(new ApiCall(route) { Query = window, Check = Check }, cancellationToken).ConfigureAwait(false);
            progress.Add(page.Total, page.Keys!);
            return (page.Rows!, progress.Shortage is { } problem ? answer.Contradiction(problem) : null);
        }
        catch (UnreadableAnswerException contradiction) when (contradiction.MayPass && progress.Offset > 0)
        {
            return ([], contradiction);
        }
    }

    private ListPage ReadPage(ApiAnswer answer)
    {
        JObject fields = answer.ReadFields();
        var page = (TPage)WireShape.Of(typeof(TPage)).Read(fields);
        List<TRow>? rows = Rows(page);
        bool isList = fields.GetValue(RowsName, StringComparison.OrdinalIgnoreCase) is JArray;
        return new ListPage(rows, rows?.ConvertAll(row => Key(row)), Position(page)?.Total, isList);
    }

    /// <param name="Rows">Null when they cannot be read.</param>
    /// <param name="Keys">The ids of the rows.</param>
    /// <param name="Total">How long the whole list is; null when the page does not say.</param>
    /// <param name="IsList">Whether the rows came as a list. PHP may send an object or an empty text in its place.</param>
    private readonly record struct ListPage(List<TRow>? Rows, List<long?>? Keys, int? Total, bool IsList);
}

/// <summary>How far one reading of a list has come, and whether what it shows fits to what it says of itself.</summary>
/// <param name="isLast">Whether the list is not read once more.</param>
internal sealed class ListProgress(bool isLast)
{
    /// <summary>Rows that were added push known rows to the next page. More pages in a row without a new one are a server that turns
    /// in a circle.</summary>
    private const int MostKnownPages = 3;

    private readonly HashSet<long> _keys = [];
    private long? _total;
    private long? _leastTotal;
    private int _knownPages;

    /// <summary>The rows received, each as often as it came. It is not counted with page.limit, which is 0 in some answers.</summary>
    public long Offset { get; private set; }

    public bool IsAtEnd { get; private set; }

    /// <summary>
    /// At the end: what the list lacks; null when it is whole. It is judged by its newest length. On a busy account rows come in before
    /// those that were read, so a reading can stay behind for ever: the last one needs as many entries as the least length.
    /// </summary>
    public string? Shortage =>
        IsAtEnd && (isLast ? _leastTotal : _total) is { } needed && _keys.Count < needed ? Counts(needed, _keys.Count) : null;

    /// <param name="total">How long the list is, as this page says; null when it does not say.</param>
    /// <param name="isList">Whether the rows came as a list.</param>
    /// <param name="keys">Their ids; null when the rows cannot be read.</param>
    /// <param name="rowsName">Of the field with the rows.</param>
    /// <returns>What contradicts what; null when the next page may be this one.</returns>
    public string? Contradiction(int? total, bool isList, List<long?>? keys, string rowsName) => keys switch
    {
        null => $"its \"{rowsName}\" cannot be read",
        { Count: 0 } when (total ?? _total) is { } told => told > Offset ? Counts(told, Offset) : null,
        { Count: 0 } => isList ? null : $"its \"{rowsName}\" is no list, and it does not say how many there are",
        _ => keys.TrueForAll(key => key >= 1) ? null : "an entry has no id",
    };

    public void Add(int? total, List<long?> keys)
    {
        int known = _keys.Count;
        _keys.UnionWith(keys.Select(key => key!.Value));
        Offset += keys.Count;
        bool isNew = _keys.Count > known;
        _knownPages = isNew ? 0 : _knownPages + 1;

        // A length that is less than what came is none; then the list ends where nothing new comes.
        _total = total ?? _total;
        _total = keys.Count > 0 && _total < _keys.Count ? null : _total;
        _leastTotal = _total is { } told ? Math.Min(told, _leastTotal ?? told) : _leastTotal;
        IsAtEnd = keys.Count == 0 || (_total is { } length ? Offset >= length || _knownPages >= MostKnownPages : !isNew);
    }

    private static string Counts(long told, long came) =>
        string.Format(CultureInfo.InvariantCulture, "it says that it has {0} entries, and {1} came", told, came);
}
