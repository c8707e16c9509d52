using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Keys.Cng;
using DigiCertDocSign.Keys.Pkcs11;

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

/// <summary>Completes the names of the runspace's open connections. It never asks the server.</summary>
public sealed class ConnectionNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = WildcardPattern.Get((wordToComplete ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return ConnectionStore.All
            .Where(connection => pattern.IsMatch(connection.Name))
            .Select(connection => CompletionNames.Offer(connection.Name, connection.BaseUri.ToString()));
    }
}

/// <summary>Completes the key storage providers of this Windows machine.</summary>
public sealed class KeyStorageProviderCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionNames.Containing(CngProviders.Installed(), wordToComplete);
}

/// <summary>Completes the PKCS#11 libraries of well-known vendors that are on this machine.</summary>
public sealed class Pkcs11ModuleCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionNames.Containing(Pkcs11ModulePath.Installed(), wordToComplete);
}

/// <summary>Offers ids that commands have shown over the connection in use, by the id or by a part of the name.</summary>
public abstract class SeenIdCompleter : IArgumentCompleter
{
    private protected abstract SeenKind Kind { get; }

    /// <summary>Offered before anything was shown.</summary>
    private protected virtual IReadOnlyDictionary<string, string> WellKnown { get; } = new Dictionary<string, string>();

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        DocSigningConnection? connection = Bare.Value(fakeBoundParameters["Connection"]) switch
        {
            DocSigningConnection given => given,
            string name => ConnectionStore.Named(name),
            _ => ConnectionStore.Current,
        };
        var pattern = WildcardPattern.Get("*" + (wordToComplete ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        KeyValuePair<string, string>[] seenIds = [.. connection?.Seen.Of(Kind) ?? []];
        return seenIds
            .Concat(WellKnown.Where(known => !Array.Exists(seenIds, seen => seen.Key == known.Key)))
            .Where(seen => pattern.IsMatch(seen.Key) || pattern.IsMatch(seen.Value))
            .Select(seen => new CompletionResult(
                seen.Key, seen.Key == seen.Value ? seen.Key : $"{seen.Key} {seen.Value}", CompletionResultType.ParameterValue, seen.Value));
    }
}

/// <summary>Containers.</summary>
public sealed class ContainerIdCompleter : SeenIdCompleter
{
    private protected override SeenKind Kind => SeenKind.Container;
}

/// <summary>The CAs that may issue, by the ids that -CaCertId takes.</summary>
public sealed class IssuingCaCompleter : SeenIdCompleter
{
    private protected override SeenKind Kind => SeenKind.IssuingCa;
}

/// <summary>Organizations.</summary>
public sealed class OrganizationIdCompleter : SeenIdCompleter
{
    private protected override SeenKind Kind => SeenKind.Organization;
}

/// <summary>Products, by their name ids.</summary>
public sealed class ProductNameIdCompleter : SeenIdCompleter
{
    private protected override SeenKind Kind => SeenKind.Product;

    private protected override IReadOnlyDictionary<string, string> WellKnown { get; } = new Dictionary<string, string>
    {
        ["ds_org_individual"] = "Document Signing for Employee",
        ["ds_individual"] = "Document Signing for Individual",
        ["ds_org"] = "Document Signing for Organization",
    };
}

/// <summary>Users.</summary>
public sealed class UserIdCompleter : SeenIdCompleter
{
    private protected override SeenKind Kind => SeenKind.User;
}

/// <summary>Names as the prompt offers them.</summary>
internal static class CompletionNames
{
    /// <summary>The names that contain the word, in any letter case.</summary>
    public static IEnumerable<CompletionResult> Containing(IEnumerable<string> names, string? word)
    {
        var pattern = WildcardPattern.Get("*" + (word ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return names.Where(pattern.IsMatch).Select(name => Offer(name, name));
    }

    /// <summary>One name, in quotes where it has a blank.</summary>
    public static CompletionResult Offer(string name, string toolTip) => new(
        name.Any(char.IsWhiteSpace) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'" : name,
        name,
        CompletionResultType.ParameterValue,
        toolTip);
}
