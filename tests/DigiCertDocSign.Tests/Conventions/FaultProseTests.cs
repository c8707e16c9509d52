using Mono.Cecil;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>
/// Prose about a fault stands in one place of its room, a class whose name ends in Faults, so that who looks for a message finds it beside
/// its like, and the same fault is told in the same words.
/// </summary>
public sealed class FaultProseTests
{
    private const string Exception = "DocSigningException";

    [Fact]
    public void Faults_are_made_by_classes_of_faults_alone()
    {
        string[] makers =
        [
            .. ShippedCode.Frameworks.SelectMany(ShippedCode.Types)
                .Where(type => type.Methods.Any(Makes))
                .Select(type => ShippedCode.Outermost(type).FullName)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

        Assert.Contains("DigiCertDocSign.Keys.Files.FileFaults", makers);
        string[] others = [.. makers.Where(maker => !maker.EndsWith("Faults", StringComparison.Ordinal))];
        Assert.True(others.Length == 0, string.Join('\n', others));
    }

    private static bool Makes(MethodDefinition method) => method.HasBody
        && method.Body.Instructions.Any(one => one.Operand is MethodReference { Name: ".ctor", DeclaringType.Name: Exception });
}
