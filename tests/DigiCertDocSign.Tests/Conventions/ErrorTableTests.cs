using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>ErrorIds are public contract: each kind of fault has one, once, and it is documented.</summary>
public sealed class ErrorTableTests
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly string Document = Path.Combine(Repository.Root, "docs", "en-US", "about_DocSigning_Errors.md");

    private static readonly object[] Rows = [.. ((IEnumerable)Type("DigiCertDocSign.Errors.ErrorTable").GetProperty("Rows", Any)!.GetValue(null)!).Cast<object>()];

    private static readonly string[] Ids = [.. Rows.Select(row => Text(row, "ErrorId"))];

    private static Type Type(string name) =>
        ModuleCmdlets.Shipped.Select(assembly => assembly.GetType(name)).Single(type => type is not null)!;

    private static string Text(object row, string property) => row.GetType().GetProperty(property, Any)!.GetValue(row)!.ToString()!;

    private static IEnumerable<object> KeysOf(string table) =>
        ((IDictionary)Type(table).GetField("Rows", Any)!.GetValue(null)!).Keys.Cast<object>();

    [Fact]
    public void Every_ErrorId_is_unique_a_word_and_comes_with_advice()
    {
        Assert.Equal(Ids.Length, Ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Ids, id => Assert.Matches("^[A-Z][A-Za-z]+$", id));
        Assert.All(Rows, row => Assert.Matches(@"^\S.*\.$", Text(row, "RecommendedAction")));
        Assert.DoesNotContain(Rows, row => Text(row, "Category") == "NotSpecified");
    }

    [Fact]
    public void Every_kind_of_fault_has_its_row()
    {
        Assert.Equal(
            Enum.GetNames(Type("DigiCertDocSign.FaultKind")).Order(StringComparer.Ordinal),
            KeysOf("DigiCertDocSign.Errors.FaultErrors").Select(kind => kind.ToString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_answer_of_the_server_has_its_row()
    {
        Type family = Type("CertCentral.Errors.CertCentralException");
        var members = family.Assembly.GetTypes().Where(type => type.IsSubclassOf(family) && !type.IsAbstract).ToArray();

        Assert.All(members, type => Assert.True(type.IsSealed));
        Assert.Equal(
            members.Select(type => type.Name).Order(StringComparer.Ordinal),
            KeysOf("DigiCertDocSign.Errors.ServerErrors").Select(type => ((Type)type).Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_ErrorId_is_listed_in_the_help_about_errors()
    {
        string text = File.ReadAllText(Document);

        Assert.DoesNotContain(Ids, id => !Regex.IsMatch(text, $@"\b{id}\b"));
    }

    [Fact]
    public void Error_records_are_made_in_one_place()
    {
        var makers = SourceFile.Shipped.Where(file => Regex.IsMatch(file.Code, @"\bnew\s+(\w+\.)*ErrorRecord\b")).Select(file => file.Path);

        Assert.Equal(["src/DigiCertDocSign/Errors/ErrorTable.cs"], makers);
    }
}
