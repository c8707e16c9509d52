using System.Management.Automation;

namespace DigiCertDocSign.Errors;

/// <summary>The one place where an exception becomes an error record.</summary>
internal static class ErrorRecords
{
    /// <param name="exception">A known fault.</param>
    /// <param name="target">The piped object.</param>
    /// <param name="name">Who that is, for a fault of one input among many.</param>
    public static ErrorRecord Of(Exception exception, object? target, InputName? name = null)
    {
        FaultDefinition fault = FaultTable.Find(exception)
            ?? throw new ArgumentException("Only known faults become error records.", nameof(exception), exception);
        var record = new ErrorRecord(exception, IdsOf(exception, fault), CategoryOf(fault), target)
        {
            ErrorDetails = new ErrorDetails(name?.Before(exception.Message) ?? exception.Message)
            {
                RecommendedAction = FaultTable.AdviceFor(exception),
            },
        };
        if (name is not null || target is PSObject { BaseObject: PSCustomObject })
        {
            // Windows PowerShell shows it with each error, and makes it of all properties of the piped object: also of a PIN in a cell.
            record.CategoryInfo.TargetName = name?.ToString() is { Length: > 0 } who ? who : "an input without a name";
        }

        return record;
    }

    // An input can have several faults, and a script that looks for one of them must not miss it behind another.
    private static string IdsOf(Exception exception, FaultDefinition first) => exception is DocSigningException several
        ? string.Join(",", several.Faults.Select(fault => fault.Kind.ToString()).Distinct())
        : first.Id;

    private static ErrorCategory CategoryOf(FaultDefinition fault) =>
        LanguagePrimitives.ConvertTo<ErrorCategory>(fault.Category.ToString());
}
