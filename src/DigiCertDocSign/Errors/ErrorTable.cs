using System.Management.Automation;
using CertCentral.Errors;

namespace DigiCertDocSign;

/// <summary>The one place where an exception becomes an error record.</summary>
internal static class ErrorTable
{
    /// <summary>Every row, for the documentation's own test.</summary>
    internal static IEnumerable<ErrorRow> Rows => FaultErrors.Rows.Values.Concat(ServerErrors.Rows.Values);

    /// <param name="exception">A known fault.</param>
    /// <param name="target">The piped object.</param>
    /// <param name="row">Who that is, for a fault of one row among many.</param>
    public static ErrorRecord ToRecord(Exception exception, object? target, RowName? row = null)
    {
        ErrorRow error = RowOf(exception);
        return new ErrorRecord(exception, error.ErrorId, error.Category, target)
        {
            ErrorDetails = new ErrorDetails(row?.Before(exception.Message) ?? exception.Message) { RecommendedAction = error.RecommendedAction },
        };
    }

    public static bool EndsRun(Exception exception) => RowOf(exception).EndsRun;

    private static ErrorRow RowOf(Exception exception) => exception switch
    {
        DocSigningException fault => FaultErrors.Rows[fault.Kind],
        CertCentralException answer => ServerErrors.Rows[answer.GetType()],
        _ => throw new ArgumentException("Only known faults become error records.", nameof(exception), exception),
    };
}
