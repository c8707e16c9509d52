using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using CertCentral.Sandbox;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keys.Cng;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Offers nothing. Without a completer PowerShell offers the files of the folder, also where no file is meant.</summary>
public sealed class NothingCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => [];
}

/// <summary>Offers the words of the order page. Others may be typed: the lists have changed before.</summary>
public sealed class WordCompleter : IArgumentCompleter
{
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AdditionalUsage"] = ["document_signing", "ms_document_signing", "adobe_authentic_documents_trust"],
        ["KeySize"] = ["2048", "3072", "4096", "p-256", "p-384"],
        ["Years"] = ["1", "2", "3"],
        ["RateLimit"] = ["100/5", "1000/180"],
    };

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words[parameterName]
            .Where(word => word.StartsWith(CompletionNames.Bare(wordToComplete), StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(word));
}

/// <summary>
/// Offers hashtables with a key each. Inside one, PowerShell knows the keys by itself where the parameter has a type with fields.
/// </summary>
public sealed class FieldCompleter : IArgumentCompleter
{
    private static readonly Dictionary<string, string[]> Tables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PropertyMap"] =
        [
            .. new[] { "GivenName", "Surname", "JobTitle", "Phone", "Email", "DirectoryId" }.Select(field => $"@{{ {field} = '' }}"),
        ],
        ["Contact"] =
        [
            .. new[] { "organization", "technical", "verified" }.Select(kind => $"@{{ ContactType = '{kind}_contact'; UserId = 0 }}"),
        ],
        ["SandboxFault"] = [.. typeof(SandboxFault).GetEnumNames().Select(fault => $"@{{ Fault = '{fault}'; Calls = 1 }}")],
    };

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionNames.Bare(wordToComplete);
        return Tables[parameterName]
            .Where(table => table.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            .Select(table => new CompletionResult(table));
    }
}

/// <summary>Offers a contact by what a new one has. It can have no id: neither the organization nor its contact is known yet.</summary>
public sealed class NewContactCompleter : IArgumentCompleter
{
    private static readonly string Table =
        "@{ " + string.Join("; ", typeof(NewOrganizationContact).GetProperties().Select(field => $"{field.Name} = ''")) + " }";

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Table.IndexOf(CompletionNames.Bare(wordToComplete), StringComparison.OrdinalIgnoreCase) >= 0 ? [new CompletionResult(Table)] : [];
}

/// <summary>
/// Completes what the connection's journal knows: ids of orders and requests, addresses, references. It never asks the server.
/// </summary>
public sealed class JournalCompleter : IArgumentCompleter
{
    private const int Most = 100;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionNames.Bare(wordToComplete);
        return Read(CompletionNames.ConnectionOf(fakeBoundParameters))
            .OrderByDescending(intent => intent.CreatedAt)
            .Select(intent => (Text: Of(intent, parameterName), Intent: intent))
            .Where(one => one.Text is not null && one.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .GroupBy(one => one.Text!, StringComparer.OrdinalIgnoreCase)
            .Take(Most)
            .Select(same => CompletionNames.Offer(
                same.Key, $"{same.First().Intent.Person} <{same.First().Intent.Email}> {same.First().Intent.State}"));
    }

    private static string? Of(OrderIntent intent, string parameterName) => parameterName switch
    {
        "Email" or "Leaver" => intent.Email,
        "Reference" => intent.Reference,
        "TargetOrderId" => intent.TargetOrderId?.ToString(CultureInfo.InvariantCulture),
        "RequestId" => intent.RequestId?.ToString(CultureInfo.InvariantCulture),
        _ => intent.OrderId?.ToString(CultureInfo.InvariantCulture),
    };

    private static List<OrderIntent> Read(DocSigningConnection? connection)
    {
        var intents = new List<OrderIntent>();
        if (connection is not { IsOpen: true })
        {
            return intents;
        }

        try
        {
            PipelinePump.Run(async _ =>
            {
                if (connection.OpenJournalIfAny() is { } journal)
                {
                    var filter = new JournalFilter { AccountId = connection.AccountId };
                    await foreach (OrderIntent intent in journal.ReadAsync(filter, CancellationToken.None))
                    {
                        intents.Add(intent);
                    }
                }
            }, static () => { });
        }
        catch (DocSigningException)
        {
            // Tab has no place for an error. The command that is typed here tells it.
        }

        return intents;
    }
}

/// <summary>
/// Completes the labels and serial numbers of the tokens that the library behind -Pkcs11Module shows. It logs in to none.
/// </summary>
public sealed class TokenCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (Bare.Value(fakeBoundParameters["Pkcs11Module"]) is not string { Length: > 0 } module)
        {
            return [];
        }

        try
        {
            bool isSerial = parameterName == "TokenSerial";
            string word = CompletionNames.Bare(wordToComplete);
            return
            [
                .. Pkcs11Tokens.At(module)
                    .Where(token => (isSerial ? token.Serial : token.Label).StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    .Select(token => CompletionNames.Offer(
                        isSerial ? token.Serial : token.Label, isSerial ? token.Label : $"serial {token.Serial}")),
            ];
        }
        catch (DocSigningException)
        {
            // Tab has no place for an error. The command that is typed here tells it.
            return [];
        }
    }
}

/// <summary>Completes the names of the runspace's open connections. It never asks the server.</summary>
public sealed class ConnectionNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionNames.Bare(wordToComplete);
        return ConnectionStore.All
            .Where(connection => connection.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
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
        DocSigningConnection? connection = CompletionNames.ConnectionOf(fakeBoundParameters);
        var pattern = WildcardPattern.Get("*" + CompletionNames.Bare(wordToComplete) + "*", WildcardOptions.IgnoreCase);
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
        string bare = Bare(word);
        return names.Where(name => name.IndexOf(bare, StringComparison.OrdinalIgnoreCase) >= 0).Select(name => Offer(name, name));
    }

    /// <summary>The connection that the command would use; null when there is none of the name that was typed, or no current one.</summary>
    public static DocSigningConnection? ConnectionOf(IDictionary fakeBoundParameters) =>
        Parameters.Bare.Value(fakeBoundParameters["Connection"]) switch
        {
            DocSigningConnection given => given,
            string name => ConnectionStore.Named(name),
            _ => ConnectionStore.Current,
        };

    /// <summary>What was typed so far, without the quotes.</summary>
    public static string Bare(string? word) => (word ?? "").Trim('\'', '"');

    /// <summary>One name, in quotes where PowerShell would not take it as one word.</summary>
    public static CompletionResult Offer(string name, string toolTip) => new(
        name.All(IsOfWord) && name.IndexOfAny(['@', '-']) != 0 ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'",
        name,
        CompletionResultType.ParameterValue,
        toolTip);

    private static bool IsOfWord(char character) =>
        char.IsLetterOrDigit(character) || ".@_-+/\\:".IndexOf(character) >= 0;
}
