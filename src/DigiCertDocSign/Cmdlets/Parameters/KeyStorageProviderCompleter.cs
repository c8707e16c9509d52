using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DigiCertDocSign.Keys.Cng;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Completes the key storage providers of this Windows machine.</summary>
public sealed class KeyStorageProviderCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionNames.Matching(CngProviders.Installed(), wordToComplete);
}
