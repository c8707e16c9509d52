using System.Reflection;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>
/// A folder is a room: its types share the namespace named after it, and rooms use each other in one direction, a room and those below it
/// in the tree of folders among them. Types that users see live in the namespace of the module, and what the sandbox offers in its own,
/// whatever their folder. What lies in no folder is no room: it puts the rooms of a project together, or all of them use it.
/// </summary>
public sealed class RoomTests
{
    private const string Module = "DigiCertDocSign";

    // The one circle of the wire: order info has the requests of an order, request info has its order.
    private static readonly (string From, string To) OfWire = ("CertCentral.Requests", "CertCentral.Orders");

    // A table of the kinds of one thing opens them all, each a room below its own. It alone may.
    private static readonly HashSet<string> Tables = ["KeyStores", "JournalPlace"];

    private static readonly Regex TypeName =
        new(
            @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|partial|unsafe|ref)\s+)*"
                + @"(?:class|record\s+struct|record\s+class|record|struct|interface|enum|delegate\s+[^(;]*?)\s+(\w+)",
            RegexOptions.Compiled | RegexOptions.Multiline);

    private static readonly SourceFile[] Files = [.. SourceFile.Shipped];

    /// <summary>The namespace at the root of each project.</summary>
    private static readonly Dictionary<string, string> Roots = new()
    {
        [Module] = Module,
        [Module + ".Core"] = Module,
        [Module + ".Loader"] = Module + ".Loader",
        ["CertCentral.Client"] = "CertCentral",
        ["CertCentral.Sandbox"] = "CertCentral.Sandbox",
    };

    /// <summary>
    /// Projects with rooms that may not form circles, each with the fewest rooms that it can have.
    /// </summary>
    public static TheoryData<string, int> Houses => new()
    {
        { Module + ".Core", 10 },
        { "CertCentral.Client", 9 },
        { "CertCentral.Sandbox", 6 },
    };

    [Fact]
    public void A_type_is_in_the_namespace_of_its_folder_unless_users_see_it()
    {
        HashSet<string> visible = [.. VisibleTypes().Select(type => type.Name.Split('`')[0])];
        HashSet<string> offered =
        [
            .. ModuleCmdlets.Shipped.Single(assembly => assembly.GetName().Name == "CertCentral.Sandbox").GetExportedTypes()
                .Select(type => type.Name),
        ];
        string[] faults =
        [
            .. Files.SelectMany(file => file.Project switch
            {
                "CertCentral.Client" => FaultsOf(file, atRoot: []),
                "CertCentral.Sandbox" => FaultsOf(file, offered),
                _ => FaultsOf(file, visible),
            }).Order(StringComparer.Ordinal),
        ];

        Assert.Contains("PlacedOrder", visible);
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Theory]
    [MemberData(nameof(Houses))]
    public void The_rooms_of_a_project_use_each_other_in_one_direction(string project, int least)
    {
        (string From, string To, string Types)[] uses =
        [
            .. ShippedCode.Frameworks.SelectMany(framework => UsesIn(project, framework)).Distinct()
                .Where(use => ($"{Roots[project]}.{use.From}", $"{Roots[project]}.{use.To}") != OfWire),
        ];
        string[] parents = [.. uses.Select(use => use.From).Where(room => room.Contains('.', StringComparison.Ordinal)).Select(Top)
            .Distinct()];

        Assert.True(uses.Select(use => use.From).Distinct().Count() >= least);
        string[] circles =
        [
            .. Circles(uses.Select(use => (Top(use.From), Top(use.To), use.Types))),
            .. parents.SelectMany(parent => Circles(uses.Where(use => IsWithin(use.From, parent) && IsWithin(use.To, parent)))),
        ];
        Assert.True(circles.Length == 0, string.Join('\n', circles));
    }

    private static IEnumerable<string> FaultsOf(SourceFile file, HashSet<string> atRoot)
    {
        string root = Roots[file.Project];
        string room = string.Join('.', [root, .. file.Path.Split('/')[2..^1]]);
        string space = Regex.Match(file.Code, @"^namespace\s+([\w.]+);", RegexOptions.Multiline).Groups[1].Value;
        foreach (string type in TypeName.Matches(file.Code).Select(match => match.Groups[1].Value))
        {
            bool isSeen = atRoot.Contains(type);
            if (space != (isSeen ? root : room))
            {
                string reason = isSeen ? "users see it" : space == root ? "users do not see it" : "its folder says so";
                yield return $"{file.Path}: {type} is in {space}, not in {(isSeen ? root : room)}: {reason}.";
            }
        }
    }

    /// <summary>
    /// What cmdlets put out and take, the exception that a script can catch, and what their properties and base classes lead to.
    /// </summary>
    private static HashSet<Type> VisibleTypes()
    {
        IEnumerable<Type> parameters =
            ModuleCmdlets.All.SelectMany(cmdlet => cmdlet.Parameters.Values).Select(parameter => parameter.ParameterType);
        Type exception =
            ModuleCmdlets.Shipped.Select(assembly => assembly.GetType(Module + ".DocSigningException")).Single(type => type is not null)!;
        var waiting = new Stack<Type>([.. ModuleCmdlets.OutputTypes, .. parameters, exception]);
        var seen = new HashSet<Type>();
        while (waiting.TryPop(out Type? type))
        {
            IEnumerable<Type> parts = type.HasElementType ? [type.GetElementType()!] : type.IsGenericType ? type.GetGenericArguments() : [];
            if (ModuleCmdlets.Shipped.Contains(type.Assembly) && !type.IsGenericParameter && !type.HasElementType && seen.Add(type))
            {
                const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                parts =
                    [.. parts, .. type.GetProperties(Public).Select(property => property.PropertyType), type.BaseType ?? typeof(object)];
            }

            foreach (Type part in parts)
            {
                waiting.Push(part);
            }
        }

        return seen;
    }

    /// <summary>Which room uses which, by which types.</summary>
    private static IEnumerable<(string From, string To, string Types)> UsesIn(string project, string framework)
    {
        TypeDefinition[] all = [.. ShippedCode.Types(framework).Where(type => type.Module.Assembly.Name.Name == project)];
        Dictionary<string, string> folders = FoldersOf(project);
        string root = Roots[project];
        string RoomOf(TypeDefinition type) =>
            type.Namespace == root ? folders[type.Name.Split('`')[0]] : type.Namespace[(root.Length + 1)..];

        foreach (TypeDefinition part in all.Where(part => RoomOf(ShippedCode.Outermost(part)).Length > 0))
        {
            TypeDefinition type = ShippedCode.Outermost(part);
            IEnumerable<TypeDefinition> used = ShippedCode.ReferencesOf(part).Concat(part.Methods.SelectMany(ShippedCode.ReferencesOf))
                .OfType<TypeReference>()
                .Where(reference => reference.Scope == part.Module)
                .Select(reference => ShippedCode.Outermost(reference.Resolve()))
                .Where(other => ShippedCode.IsOurs(other.Namespace) && RoomOf(other) is { Length: > 0 } room && room != RoomOf(type))
                .Where(other => !(Tables.Contains(type.Name) && IsBelow(RoomOf(other), RoomOf(type))))
                .Distinct();
            foreach (TypeDefinition other in used)
            {
                yield return (RoomOf(type), RoomOf(other), $"{type.Name} uses {other.Name}");
            }
        }
    }

    /// <summary>The folders of the types that are in the namespace at the root of a project, by their source.</summary>
    private static Dictionary<string, string> FoldersOf(string project) => Files
        .Where(file => file.Project == project)
        .SelectMany(file => TypeName.Matches(file.Code)
            .Select(match => (Name: match.Groups[1].Value, Folder: string.Join('.', file.Path.Split('/')[2..^1]))))
        .DistinctBy(type => type.Name)
        .ToDictionary(type => type.Name, type => type.Folder);

    private static string Top(string room) => room.Split('.')[0];

    private static bool IsBelow(string room, string parent) => room.StartsWith(parent + ".", StringComparison.Ordinal);

    private static bool IsWithin(string room, string parent) => room == parent || IsBelow(room, parent);

    /// <summary>
    /// Each circle as text: which room leads to which and by which types, the fewest first, since one of those is the stray.
    /// </summary>
    private static IEnumerable<string> Circles(IEnumerable<(string From, string To, string Types)> uses)
    {
        ILookup<string, (string From, string To, string Types)> ways = uses.Where(use => use.From != use.To).ToLookup(use => use.From);
        var reached = ways.ToDictionary(way => way.Key, way => ReachedFrom(way.Key, ways));
        bool IsMutual(string one, string other) =>
            reached.TryGetValue(one, out HashSet<string>? fromOne)
            && fromOne.Contains(other)
            && reached.TryGetValue(other, out HashSet<string>? fromOther)
            && fromOther.Contains(one);

        foreach (IGrouping<string, string> circle in reached.Keys.Where(room => IsMutual(room, room))
            .GroupBy(room => string.Join(", ", reached.Keys.Where(other => IsMutual(room, other)).Order(StringComparer.Ordinal))))
        {
            IEnumerable<string> edges = circle.SelectMany(room => ways[room]).Where(use => IsMutual(use.From, use.To))
                .GroupBy(use => $"{use.From} -> {use.To}", use => use.Types)
                .OrderBy(edge => edge.Distinct().Count())
                .Select(edge => $"  {edge.Key}: {Shortened([.. edge.Distinct().Order(StringComparer.Ordinal)])}");
            yield return $"A circle of {circle.Key}:\n{string.Join('\n', edges)}";
        }
    }

    private static string Shortened(string[] all) =>
        all.Length <= 6 ? string.Join(", ", all) : $"{string.Join(", ", all[..5])} and {all.Length - 5} more";

    private static HashSet<string> ReachedFrom(string room, ILookup<string, (string From, string To, string Types)> ways)
    {
        var reached = new HashSet<string>();
        var waiting = new Stack<string>([room]);
        while (waiting.TryPop(out string? next))
        {
            foreach (string other in ways[next].Select(use => use.To).Where(reached.Add))
            {
                waiting.Push(other);
            }
        }

        return reached;
    }
}
