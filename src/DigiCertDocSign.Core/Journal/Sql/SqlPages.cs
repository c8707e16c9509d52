using System.Data.Common;
using System.Runtime.CompilerServices;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>Asks a database, whichever it is.</summary>
/// <typeparam name="T">What a row is.</typeparam>
/// <param name="sql">What is asked.</param>
/// <param name="fill">Gives the values.</param>
/// <param name="read">Reads a row.</param>
/// <param name="cancellationToken">Ends the wait for the database.</param>
internal delegate Task<IReadOnlyList<T>> RowQuery<T>(
    string sql, Action<DbCommand> fill, Func<DbDataReader, T> read, CancellationToken cancellationToken);

/// <summary>Intents a page at a time: a large journal is neither held in memory nor kept locked.</summary>
internal static class SqlPages
{
    /// <summary>Those of a filter, in the order in which they were made.</summary>
    public static async IAsyncEnumerable<OrderIntent> ReadAsync(
        JournalFilter filter, RowQuery<OrderIntent> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long createdAfter = long.MinValue;
        string referenceAfter = "";
        while (true)
        {
            IReadOnlyList<OrderIntent> page = await query(
                SqlStatements.ReadPage(filter),
                command => SqlFilter.AddTo(command, filter, createdAfter, referenceAfter),
                SqlIntents.Read,
                cancellationToken).ConfigureAwait(false);
            foreach (OrderIntent intent in page)
            {
                yield return intent;
            }

            if (page.Count < SqlStatements.PageSize)
            {
                yield break;
            }

            createdAfter = page[page.Count - 1].CreatedAt.ToUnixTimeMilliseconds();
            referenceAfter = page[page.Count - 1].Reference;
        }
    }
}
