using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Offers the usages of the order page. Others may be typed: the list has changed before.</summary>
public sealed class AdditionalUsageCompleter : IArgumentCompleter
{
    private static readonly string[] Usages = ["document_signing", "ms_document_signing", "adobe_authentic_documents_trust"];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Usages
            .Where(usage => usage.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(usage => new CompletionResult(usage));
}
