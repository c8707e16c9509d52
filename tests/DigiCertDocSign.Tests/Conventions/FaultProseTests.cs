using System.Collections;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>
/// Only a class whose name ends in Faults or in Rules writes the sentences about faults. So a reader finds a message beside others of its
/// kind, and two places do not tell the same fault in different words. A class of rules has each sentence beside its rule of the order
/// page.
/// </summary>
public sealed class FaultProseTests
{
    private const string Exception = "DocSigningException";
    private const string Collected = "CollectedFaults";

    // They hold what others say.
    private static readonly string[] Carriers = ["DigiCertDocSign." + Exception, "DigiCertDocSign.Fault"];

    /// <summary>The literals that stand behind each kind of fault, up to the end of the statement or the next kind.</summary>
    private static readonly (string Kind, string Message)[] Made =
    [
        .. SourceFile.Shipped.SelectMany(file => Regex.Matches(
            File.ReadAllText(Path.Combine(Repository.Root, file.Path)),
            @"FaultKind\.(\w+),(.*?)(?=FaultKind\.|;\r?\n)",
            RegexOptions.Singleline)).Select(match => (
                match.Groups[1].Value,
                string.Join(' ', Regex.Matches(match.Groups[2].Value, @"""((?:[^""\\]|\\.)*)""").Select(part => part.Groups[1].Value)))),
    ];

    [Fact]
    public void Faults_are_made_by_classes_of_faults_and_rules_alone()
    {
        string[] makers =
        [
            .. ShippedCode.Frameworks.SelectMany(ShippedCode.Types)
                .Where(type => type.Methods.Any(Makes))
                .Select(type => ShippedCode.Outermost(type).FullName)
                .Except(Carriers)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

        Assert.Contains("DigiCertDocSign.Keys.Files.FileFaults", makers);
        Assert.Contains("DigiCertDocSign.People.PersonRules", makers);
        string[] others = [.. makers.Where(maker => !IsPlaceOfWords(maker))];
        Assert.True(others.Length == 0, string.Join('\n', others));
    }

    /// <summary>
    /// PowerShell shows the way out of the table below the message, so a message that says it as well would say it twice. A kind whose
    /// messages stand alone in a plan says it there, and then the record does not.
    /// </summary>
    [Fact]
    public void A_message_does_not_say_the_way_out_that_is_shown_below_it()
    {
        object[] definitions =
        [
            .. ((IEnumerable)ModuleCmdlets.Shipped.Select(assembly => assembly.GetType("DigiCertDocSign.Errors.FaultTable"))
                    .Single(type => type is not null)!.GetProperty("Groups")!.GetValue(null)!).Cast<object>()
                .SelectMany(group => ((IEnumerable)Of(group, "Faults")).Cast<object>()),
        ];
        string[] repeating =
        [
            .. definitions.Where(definition => MessagesOf((string)Of(definition, "Id"))
                    .Any(message => RunsOf(message).Overlaps(RunsOf((string)Of(definition, "Remedy")))))
                .Select(definition => $"{Of(definition, "Id")} {Of(definition, "IsToldWhole")}"),
        ];

        // They say it themselves, which shows that a repetition is seen.
        Assert.Contains("AccountExpired True", repeating);
        Assert.Contains("EmailOfAnotherPerson True", repeating);
        Assert.Equal("", string.Join(", ", repeating.Where(one => one.EndsWith("False", StringComparison.Ordinal))));
    }

    private static object Of(object definition, string property) => definition.GetType().GetProperty(property)!.GetValue(definition)!;

    private static IEnumerable<string> MessagesOf(string kind) =>
        Made.Where(one => one.Kind == kind).Select(one => one.Message);

    /// <summary>Each six words in a row.</summary>
    private static HashSet<string> RunsOf(string text)
    {
        string[] words = [.. Regex.Matches(text, "[A-Za-z0-9'/-]+").Select(word => word.Value.ToLowerInvariant())];
        return [.. Enumerable.Range(0, Math.Max(0, words.Length - 5)).Select(first => string.Join(' ', words[first..(first + 6)]))];
    }

    private static bool IsPlaceOfWords(string maker) =>
        maker.EndsWith("Faults", StringComparison.Ordinal) || maker.EndsWith("Rules", StringComparison.Ordinal);

    private static bool Makes(MethodDefinition method) => method.HasBody
        && method.Body.Instructions.Any(one => one.Operand is MethodReference made && (IsNew(made) || IsCollected(made)));

    private static bool IsNew(MethodReference made) => made is { Name: ".ctor", DeclaringType.Name: Exception or "Fault" };

    private static bool IsCollected(MethodReference made) => made is { Name: "Add" or "About", DeclaringType.Name: Collected };
}
