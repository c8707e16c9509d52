using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Completes the PKCS#11 libraries of well-known vendors that are on this machine.</summary>
public sealed class Pkcs11ModuleCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionNames.Matching(Pkcs11ModulePath.Installed(), wordToComplete);
}
