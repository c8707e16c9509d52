using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Security;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>What every cmdlet of the module has in common, so that a new one is born with it.</summary>
public sealed class CmdletConventionTests
{
    // They change nothing: neither at CertCentral nor on the disk. Connect opens a session in memory.
    private static readonly string[] ReadOnlyVerbs = ["Get", "Find", "Test", "Wait", "Connect"];

    // Makes an object in memory: what a run would do. It asks the server questions only.
    private static readonly string[] ReadOnlyCmdlets = ["New-DocSigningPlan"];

    // What costs money or cannot be undone asks by itself.
    private static readonly string[] Costly =
    [
        "Approve-DocSigningRequest", "Deny-DocSigningRequest", "New-DocSigningOrder", "New-DocSigningRenewal",
        "Remove-DocSigningJournalEntry", "Request-DocSigningReissue", "Revoke-DocSigningCertificate", "Stop-DocSigningOrder",
    ];

    // What it writes is a report of its own; no question about it is worth anybody's time.
    private static readonly string[] Harmless = ["Export-DocSigningReport"];

    private static readonly string[] CommonNames =
    [
        .. Cmdlet.CommonParameters,
        .. Cmdlet.OptionalCommonParameters,
        "db",
        "ea",
        "ev",
        "infa",
        "iv",
        "ob",
        "ov",
        "pv",
        "proga",
        "vb",
        "wa",
        "wi",
        "wv",
        "cf",
    ];

    public static TheoryData<string> Names => ModuleCmdlets.Names;

    private static Dictionary<string, ParameterMetadata> ParametersOf(string name) =>
        ModuleCmdlets.Get(name).Parameters.Where(parameter => !CommonNames.Contains(parameter.Key)).ToDictionary(p => p.Key, p => p.Value);

    [Fact]
    public void Exports_manifest_and_classes_name_the_same_cmdlets()
    {
        Ast manifest = Parser.ParseFile(Repository.Manifest, out _, out _)
            .Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false)!;
        StatementAst names = ((HashtableAst)manifest).KeyValuePairs.Single(pair => pair.Item1.SafeGetValue() is "CmdletsToExport").Item2;
        IEnumerable<string> listed = names.FindAll(ast => ast is StringConstantExpressionAst, searchNestedScriptBlocks: false)
            .Select(name => ((StringConstantExpressionAst)name).Value);
        IEnumerable<string> classes = ModuleCmdlets.CmdletAssembly.GetTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>())
            .Where(attribute => attribute is not null)
            .Select(attribute => $"{attribute!.VerbName}-{attribute.NounName}");

        string[] exported = [.. ModuleCmdlets.All.Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal)];

        Assert.Equal(exported, listed.Order(StringComparer.Ordinal));
        Assert.Equal(exported, classes.Order(StringComparer.Ordinal));
        Assert.All(
            ModuleCmdlets.CmdletAssembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Cmdlet)) && !type.IsAbstract),
            type => Assert.NotNull(type.GetCustomAttribute<CmdletAttribute>()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_has_an_approved_verb_the_prefix_and_a_sealed_class_of_its_name(string name)
    {
        CmdletInfo cmdlet = ModuleCmdlets.Get(name);
        IEnumerable<string?> approved = typeof(VerbsCommon).Assembly.GetTypes()
            .Where(type => type is { IsPublic: true, Namespace: "System.Management.Automation" }
                && type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => field.GetValue(null) as string);

        Assert.Contains(cmdlet.Verb, approved);
        Assert.StartsWith("DocSigning", cmdlet.Noun, StringComparison.Ordinal);
        Assert.False(
            cmdlet.Noun.EndsWith('s') && !cmdlet.Noun.EndsWith("Status", StringComparison.Ordinal),
            $"{name}: a noun is singular.");
        Assert.True(cmdlet.ImplementingType.IsSealed);
        Assert.Equal(cmdlet.Verb + cmdlet.Noun + "Command", cmdlet.ImplementingType.Name);
        Assert.NotEmpty(cmdlet.ImplementingType.GetCustomAttributes<OutputTypeAttribute>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_asks_before_it_changes_something_and_only_then(string name)
    {
        CmdletInfo cmdlet = ModuleCmdlets.Get(name);
        CmdletAttribute attribute = ModuleCmdlets.AttributeOf(cmdlet);
        bool changes = !ReadOnlyVerbs.Contains(cmdlet.Verb) && !ReadOnlyCmdlets.Contains(name);

        // A plan is splatted with what its order gets, -Confirm included.
        bool takes = changes || name == "New-DocSigningPlan";

        Assert.Equal(takes, attribute.SupportsShouldProcess);
        Assert.Equal(takes, cmdlet.Parameters.ContainsKey("WhatIf"));
        if (changes)
        {
            ConfirmImpact fits = Costly.Contains(name) ? ConfirmImpact.High
                : Harmless.Contains(name) ? ConfirmImpact.Low
                : ConfirmImpact.Medium;
            Assert.Equal(fits, attribute.ConfirmImpact);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_parameter_has_a_name_that_help_can_show_and_no_default_that_is_on(string name)
    {
        Dictionary<string, ParameterMetadata> parameters = ParametersOf(name);
        string[] names = [.. parameters.Keys.Concat(parameters.Values.SelectMany(parameter => parameter.Aliases))];

        Assert.All(names, word => Assert.Matches("^[A-Z][A-Za-z0-9]+$", word));
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain(names, word => CommonNames.Contains(word, StringComparer.OrdinalIgnoreCase));

        // Units are plural by nature; everything else takes several by being an array.
        Assert.DoesNotContain(
            parameters.Values,
            parameter => parameter.ParameterType.IsArray
                && parameter.Name.EndsWith('s')
                && !parameter.Name.EndsWith("ss", StringComparison.Ordinal)
                && !parameter.Name.EndsWith("us", StringComparison.Ordinal));
        object instance = Activator.CreateInstance(ModuleCmdlets.Get(name).ImplementingType)!;
        using (instance as IDisposable)
        {
            Assert.All(
                instance.GetType().GetProperties().Where(property => property.PropertyType == typeof(SwitchParameter)),
                property => Assert.False(
                    ((SwitchParameter)property.GetValue(instance)!).IsPresent,
                    $"{name} -{property.Name} is on by default."));
        }
    }

    /// <summary>
    /// A class has one base, so they are declared in two places: for the cmdlets with a connection and for the one with a key store.
    /// </summary>
    [Fact]
    public void A_person_is_described_by_the_same_parameters_everywhere()
    {
        Type person = ModuleCmdlets.CmdletAssembly.GetType("DigiCertDocSign.Cmdlets.IPersonParameters", throwOnError: true)!;
        Type declaring = ModuleCmdlets.CmdletAssembly.GetType("DigiCertDocSign.Cmdlets.PersonCmdlet", throwOnError: true)!;
        CmdletInfo[] cmdlets = [.. ModuleCmdlets.All.Where(cmdlet => cmdlet.ImplementingType.IsAssignableTo(person))];

        Assert.Equal(
            [
                "Compare-DocSigningDirectory", "New-DocSigningCsr", "New-DocSigningOrder", "New-DocSigningPlan", "New-DocSigningRenewal",
            ],
            cmdlets.Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            person.GetProperties().Select(property => property.Name),
            declaring.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(property => property.IsDefined(typeof(ParameterAttribute)))
                .Select(property => property.Name));
        string[] names = [.. person.GetProperties().Select(property => property.Name)];
        Assert.Single(cmdlets.Select(cmdlet => Shapes(cmdlet, names)).Distinct());
    }

    /// <summary>How long to wait is asked by a cmdlet that orders and by one that only reconciles: each has another base.</summary>
    [Fact]
    public void Patience_is_described_by_the_same_parameters_everywhere()
    {
        string[] names = ["SettleSec", "PatienceSec"];
        CmdletInfo[] cmdlets = [.. ModuleCmdlets.All.Where(cmdlet => names.Any(cmdlet.Parameters.ContainsKey))];

        Assert.Equal(
            ["New-DocSigningOrder", "New-DocSigningRenewal", "Resume-DocSigningOrder"],
            cmdlets.Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal));
        Assert.Single(cmdlets.Select(cmdlet => Shapes(cmdlet, names)).Distinct());
        Assert.Single(cmdlets.Select(cmdlet => Defaults(cmdlet.ImplementingType)).Distinct());

        string Defaults(Type type)
        {
            using var instance = (IDisposable)Activator.CreateInstance(type)!;
            return string.Join(' ', names.Select(name => type.GetProperty(name)!.GetValue(instance)));
        }
    }

    /// <summary>Parameters as text: name, type, aliases, and each attribute with its values.</summary>
    private static string Shapes(CmdletInfo cmdlet, IEnumerable<string> names) => string.Join('\n', names
        .Select(name => cmdlet.Parameters[name])
        .Select(parameter => $"{parameter.Name} {parameter.ParameterType} "
            + string.Join(',', parameter.Attributes.Select(Shape).Order(StringComparer.Ordinal))));

    private static string Shape(Attribute attribute) => attribute.GetType().Name + string.Join(' ', attribute.GetType().GetProperties()
        .Where(property => property.Name != nameof(Attribute.TypeId))
        .Select(property => property.GetValue(attribute))
        .Select(value => value is IEnumerable<string> texts ? string.Join('|', texts) : value));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_secret_is_never_taken_as_plain_text(string name)
    {
        var own = ModuleCmdlets.Shipped.ToHashSet();
        IEnumerable<(string Name, Type Type)> places =
            ParametersOf(name).Values.SelectMany(parameter => Places(parameter.Name, parameter.ParameterType));

        Assert.All(places, place => Assert.True(
            place.Type == typeof(SecureString) || place.Type == typeof(PSCredential), $"{name}: {place.Name} is a {place.Type}."));

        IEnumerable<(string Name, Type Type)> Places(string word, Type type)
        {
            if (Regex.IsMatch(word, "(Password|Passphrase|Secret|ApiKey|Pin|Cvv|Token|Credential|Card\\.Number)$", RegexOptions.IgnoreCase))
            {
                yield return (word, type);
            }

            Type bare = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type;
            if (own.Contains(bare.Assembly) && bare is { IsEnum: false } && bare.GetConstructor(Type.EmptyTypes) is not null)
            {
                foreach ((string Name, Type Type) inner in bare.GetProperties()
                    .SelectMany(property => Places($"{word}.{property.Name}", property.PropertyType)))
                {
                    yield return inner;
                }
            }
        }
    }
}
