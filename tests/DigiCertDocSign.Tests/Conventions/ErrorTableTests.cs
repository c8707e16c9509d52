using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>ErrorIds are public contract: each kind of fault has one, once, and it is documented.</summary>
public sealed class ErrorTableTests
{
    private static readonly string Topic = Path.Combine(Repository.StagedModule, "en-US", "about_DocSigning_Errors.help.txt");

    private static readonly object[] Definitions =
    [
        .. All(Type("DigiCertDocSign.Errors.FaultTable").GetProperty("Groups")!.GetValue(null)!)
            .SelectMany(group => All(Value(group, "Faults")!)),
    ];

    private static readonly string[] Ids = [.. Definitions.Select(definition => Text(definition, "Id"))];

    private static Type Type(string name) =>
        ModuleCmdlets.Shipped.Select(assembly => assembly.GetType(name)).Single(type => type is not null)!;

    private static IEnumerable<object> All(object list) => ((IEnumerable)list).Cast<object>();

    private static object? Value(object definition, string property) => definition.GetType().GetProperty(property)!.GetValue(definition);

    private static string Text(object definition, string property) => Value(definition, property)!.ToString()!;

    [Fact]
    public void Every_ErrorId_is_unique_a_word_and_comes_with_advice()
    {
        Assert.Equal(Ids.Length, Ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Ids, id => Assert.Matches("^[A-Z][A-Za-z]+$", id));
        Assert.All(Definitions, definition => Assert.Matches(@"^\S.*\.$", Text(definition, "Meaning")));
        Assert.All(Definitions, definition => Assert.Matches(@"^\S.*\.$", Text(definition, "Remedy")));
    }

    [Fact]
    public void Every_category_is_one_of_PowerShell_by_name_and_says_something()
    {
        string[] known = [.. Enum.GetNames<ErrorCategory>().Where(name => name != nameof(ErrorCategory.NotSpecified))];

        Assert.All(Definitions, definition => Assert.Contains(Text(definition, "Category"), known));
        Assert.Equal(
            Enum.GetNames(Type("DigiCertDocSign.Errors.FaultCategory")).Order(StringComparer.Ordinal),
            Definitions.Select(definition => Text(definition, "Category")).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_of_fault_is_defined_under_its_name()
    {
        object[] ours = [.. Definitions.Where(definition => Value(definition, "Kind") is not null)];

        Assert.All(ours, definition => Assert.Equal(Text(definition, "Kind"), Text(definition, "Id")));
        Assert.Equal(
            Enum.GetNames(Type("DigiCertDocSign.FaultKind")).Order(StringComparer.Ordinal),
            ours.Select(definition => Text(definition, "Id")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_answer_of_the_server_is_defined()
    {
        Type family = Type("CertCentral.Errors.CertCentralException");
        Type[] members = family.Assembly.GetTypes().Where(type => type.IsSubclassOf(family) && !type.IsAbstract).ToArray();

        Assert.All(members, type => Assert.True(type.IsSealed));
        Assert.Equal(
            members.Select(type => type.Name).Order(StringComparer.Ordinal),
            Definitions.Select(definition => Value(definition, "Answer")).OfType<Type>()
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_ErrorId_is_explained_in_the_help_about_errors()
    {
        string text = Regex.Replace(File.ReadAllText(Topic), @"\s+", " ");

        Assert.All(Definitions, definition =>
        {
            string ends = Value(definition, "EndsRun") is true ? "Ends the run." : "";
            string entry = $" {Text(definition, "Id")} {Text(definition, "Meaning")} {Text(definition, "Remedy")} {ends}";
            Assert.Contains(entry, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_refused_key_and_no_other_answer_of_the_server_ends_a_run()
    {
        IEnumerable<object> answers = Definitions.Where(definition => Value(definition, "Answer") is not null);

        Assert.Equal(["ApiKeyRefused"], answers.Where(answer => Value(answer, "EndsRun") is true).Select(answer => Text(answer, "Id")));
    }

    [Fact]
    public void Error_records_are_made_in_one_place()
    {
        IEnumerable<string> makers =
            SourceFile.Shipped.Where(file => Regex.IsMatch(file.Code, @"\bnew\s+(\w+\.)*ErrorRecord\b")).Select(file => file.Path);

        Assert.Equal(["src/DigiCertDocSign/Errors/ErrorRecords.cs"], makers);
    }
}
