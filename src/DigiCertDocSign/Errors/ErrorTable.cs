using System.Management.Automation;
using CertCentral.Errors;

namespace DigiCertDocSign.Errors;

/// <summary>The one place where an exception becomes an error record.</summary>
internal static class ErrorTable
{
    /// <summary>Every row, for the documentation's own test.</summary>
    internal static IEnumerable<ErrorRow> Rows => FaultErrors.Rows.Values.Concat(ServerErrors.Rows.Values);

    /// <param name="exception">A known fault.</param>
    /// <param name="target">The piped object.</param>
    /// <param name="row">Who that is, for a fault of one row among many.</param>
    public static ErrorRecord ToRecord(Exception exception, object? target, InputName? row = null)
    {
        ErrorRow error = RowOf(exception);
        var record = new ErrorRecord(exception, error.ErrorId, error.Category, target)
        {
            ErrorDetails = new ErrorDetails(row?.Before(exception.Message) ?? exception.Message) { RecommendedAction = error.RecommendedAction },
        };
        if (row is not null || target is PSObject { BaseObject: PSCustomObject })
        {
            // Windows PowerShell shows it with each error, and makes it of all properties of the piped object: also of a PIN in a cell.
            record.CategoryInfo.TargetName = row?.ToString() is { Length: > 0 } who ? who : "a row without a name";
        }

        return record;
    }

    public static bool EndsRun(Exception exception) => RowOf(exception).EndsRun;

    private static ErrorRow RowOf(Exception exception) => exception switch
    {
        DocSigningException fault => FaultErrors.Rows[fault.Kind],
        CertCentralException answer => ServerErrors.Rows[answer.GetType()],
        _ => throw new ArgumentException("Only known faults become error records.", nameof(exception), exception),
    };
}
