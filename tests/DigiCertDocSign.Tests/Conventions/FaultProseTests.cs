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

    private static bool IsPlaceOfWords(string maker) =>
        maker.EndsWith("Faults", StringComparison.Ordinal) || maker.EndsWith("Rules", StringComparison.Ordinal);

    private static bool Makes(MethodDefinition method) => method.HasBody
        && method.Body.Instructions.Any(one => one.Operand is MethodReference made && (IsNew(made) || IsCollected(made)));

    private static bool IsNew(MethodReference made) => made is { Name: ".ctor", DeclaringType.Name: Exception or "Fault" };

    private static bool IsCollected(MethodReference made) => made is { Name: "Add" or "About", DeclaringType.Name: Collected };
}
