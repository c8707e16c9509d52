using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>
/// What ships is used by something that ships: tests alone keep no code alive, but for what the sandbox offers, since tests are what it is
/// for. Of the cmdlets' own assembly this is what is not public; PowerShell calls the rest.
/// </summary>
public sealed class UnusedCodeTests
{
    private const string Cmdlets = "DigiCertDocSign";
    private const string Sandbox = "CertCentral.Sandbox.";

    private const string WholeLife = "The issue 'The whole life of an order' needs it.";
    private const string OwnWord = "What the client says of itself or of a failure, for a program that uses it without this module.";

    // Each with its user, whom the compiler does not see.
    private static readonly Dictionary<string, string> Kept = new()
    {
        ["CertCentral.Errors.CallCanceledException.Method"] = OwnWord,
        ["CertCentral.Errors.CallCanceledException.Route"] = OwnWord,
        ["CertCentral.Errors.CertCentralException.Route"] = OwnWord,
        ["CertCentral.Orders.OrderReport.Columns"] = OwnWord,
        ["CertCentral.Sandbox.State.SandboxState.About"] = "Stands in the state file, for the person who opens it.",
        ["CertCentral.Sandbox.State.StoredAuthority.About"] = "Stands in the state file, for the person who opens it.",
    };

    [Fact]
    public void Shipped_code_that_only_we_can_call_is_called()
    {
        // Used in one framework is used: the other has something better from its own library.
        HashSet<string> used = [.. ShippedCode.Frameworks.SelectMany(UsedIn)];
        string[] unused =
        [
            .. ShippedCode.Frameworks.SelectMany(framework => ShippedCode.Types(framework).SelectMany(Candidates))
                .Where(one => !used.Contains(one)).Distinct().Order(StringComparer.Ordinal),
        ];
        // The members of an unused type go with it.
        HashSet<string> inTests = WordsOfTests();
        string[] news =
        [
            .. unused.Where(one => !Kept.ContainsKey(one) && !unused.Any(type => one.StartsWith(type + ".", StringComparison.Ordinal)))
                .Where(one => !(one.StartsWith(Sandbox, StringComparison.Ordinal) && inTests.Contains(one.Split('.')[^1]))),
        ];

        Assert.True(used.Count > 2000);
        Assert.True(news.Length == 0, "Nothing that ships uses:\n" + string.Join('\n', news));
        Assert.Empty(Kept.Keys.Except(unused));
    }

    /// <summary>
    /// The names in the source of the tests, these conventions apart. A name may mean another member: it is taken for this one.
    /// </summary>
    private static HashSet<string> WordsOfTests() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Regex.IsMatch(path, @"[\\/](obj|bin|Conventions)[\\/]"))
            .SelectMany(path => Regex.Matches(File.ReadAllText(path), @"\w+").Select(word => word.Value)),
    ];

    private static IEnumerable<string> UsedIn(string framework)
    {
        var used = new ConcurrentDictionary<string, bool>();
        Parallel.ForEach(ShippedCode.Types(framework), type =>
        {
            foreach (MemberReference reference in ShippedCode.ReferencesOf(type))
            {
                Note(reference, type.FullName, member: null);
            }

            foreach (MethodDefinition method in type.Methods)
            {
                string user = SourceName(method);
                foreach (MemberReference reference in ShippedCode.ReferencesOf(method))
                {
                    Note(reference, type.FullName, user);
                }
            }
        });
        return used.Keys;

        // A use by itself does not count: a method that calls itself, a type whose own members name it.
        void Note(MemberReference reference, string type, string? member)
        {
            if (reference is TypeReference named)
            {
                string name = NameOfType(named.GetElementType());
                if (!IsWithin(type, name))
                {
                    used[name] = true;
                }
            }
            else if (Find(reference) is { } target && !(IsWithin(type, target.DeclaringType.FullName) && MemberName(target) == member))
            {
                used[NameOf(target)] = true;
            }
        }
    }

    private static bool IsWithin(string type, string other) => type == other || type.StartsWith(other + "/", StringComparison.Ordinal);

    private static IMemberDefinition? Find(MemberReference reference) =>
        !ShippedCode.IsOurs(reference.DeclaringType.GetElementType().FullName) ? null
        : reference is FieldReference field ? field.Resolve()
        : ((MethodReference)reference).Resolve();

    private static IEnumerable<string> Candidates(TypeDefinition type)
    {
        if (IsGenerated(type) || IsDelegate(type))
        {
            return [];
        }

        bool isSeen = IsPublic(type) && type.Namespace == "DigiCertDocSign";
        bool isHidden = type.Module.Assembly.Name.Name != Cmdlets || !IsPublic(type);
        IEnumerable<IMemberDefinition> members = type.Properties
            .Where(property => IsCandidate(property, isHidden, isSeen))
            .Cast<IMemberDefinition>()
            .Concat(type.Methods.Where(method => (isHidden || !IsOpen(method)) && IsCandidate(method)))
            .Concat(type.Fields.Where(field => (isHidden || !(field.IsPublic || field.IsFamily)) && IsCandidate(field)));
        return [.. isHidden && IsCandidate(type) ? new[] { NameOfType(type) } : [], .. members.Select(NameOf)];
    }

    /// <summary>
    /// A class with constants may be used for these alone, and the compiler copies them; its other members are looked at one by one.
    /// </summary>
    private static bool IsCandidate(TypeDefinition type) => type.IsEnum || !type.Fields.Any(field => field.IsLiteral);

    private static bool IsCandidate(PropertyDefinition property, bool isHidden, bool isSeen)
    {
        MethodDefinition accessor = property.GetMethod ?? property.SetMethod;
        bool isOpen = IsOpen(accessor);
        // PowerShell shows the public properties of what users see; the JSON library fills those that name a field of the wire.
        return (isHidden || !isOpen)
            && !(isSeen && isOpen)
            && !(isOpen && IsOfWire(property.DeclaringType))
            && !property.CustomAttributes.Any(IsForJson)
            && !IsBound(accessor)
            && !IsOfRecord(property);
    }

    /// <summary>A body or a part of one: it has each field that the API knows, and the JSON library reads and writes them.</summary>
    private static bool IsOfWire(TypeDefinition type) => type.FullName == "CertCentral.WireObject"
        || (type.BaseType is { } parent && ShippedCode.IsOurs(parent.Namespace) && IsOfWire(parent.Resolve()));

    private static bool IsCandidate(MethodDefinition method) =>
        // Accessors are seen to with their property; what the compiler made has no source that could go.
        !method.IsSpecialName && !IsGenerated(method) && !method.IsConstructor && !IsBound(method)
        // The runtime or a library calls these.
        && method.Name is not "Dispose" and not "DisposeAsync" and not "Finalize"
        && !method.Name.StartsWith("ShouldSerialize", StringComparison.Ordinal)
        && !method.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "ModuleInitializerAttribute" || IsForJson(attribute));

    private static bool IsCandidate(FieldDefinition field) =>
        // The compiler copies constants, so that their uses leave no trace; so with the values of an enum.
        !field.IsLiteral
        && !field.DeclaringType.IsEnum
        && !IsNative(field.DeclaringType)
        && !IsGenerated(field)
        && !field.CustomAttributes.Any(IsForJson);

    /// <summary>Whether a base class or an interface asks for the method: it is called by their names.</summary>
    private static bool IsBound(MethodDefinition method)
    {
        if (method.HasOverrides || (method.IsVirtual && !method.IsNewSlot))
        {
            return true;
        }

        return method.IsVirtual && !method.DeclaringType.IsInterface && Interfaces(method.DeclaringType).Any(one =>
            one is null || one.Methods.Any(asked => asked.Name == method.Name && asked.Parameters.Count == method.Parameters.Count));
    }

    /// <summary>All interfaces of a type; null for one that cannot be read here.</summary>
    private static IEnumerable<TypeDefinition?> Interfaces(TypeDefinition type)
    {
        foreach (InterfaceImplementation one in type.Interfaces)
        {
            TypeDefinition? found = one.InterfaceType.Resolve();
            yield return found;
            foreach (TypeDefinition? inner in found is null ? [] : Interfaces(found))
            {
                yield return inner;
            }
        }
    }

    /// <summary>A property that a record has of its head: it counts when two of them are compared or printed.</summary>
    private static bool IsOfRecord(PropertyDefinition property) =>
        property.DeclaringType.Methods.Any(method => method.Name is "PrintMembers" or "<Clone>$")
        && property.DeclaringType.Methods.Any(
            method => method.IsConstructor && method.Parameters.Any(parameter => parameter.Name == property.Name))
        || property.Name is "EqualityContract";

    /// <summary>A structure of the operating system: each field has its place, used or not.</summary>
    private static bool IsNative(TypeDefinition type) => type.IsValueType && type.DeclaringType is { } owner
        && owner.Methods.Any(method => method.IsPInvokeImpl && method.Parameters.Any(one => one.ParameterType.GetElementType() == type));

    private static bool IsPublic(TypeDefinition type) =>
        type.DeclaringType is null ? type.IsPublic : type.IsNestedPublic && IsPublic(type.DeclaringType);

    private static bool IsOpen(MethodDefinition method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsDelegate(TypeDefinition type) => type.BaseType?.FullName == "System.MulticastDelegate";

    private static bool IsGenerated(IMemberDefinition member) =>
        member.Name.Contains('<', StringComparison.Ordinal) || (member.DeclaringType is { } type && IsGenerated(type))
        || member.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute");

    private static bool IsForJson(CustomAttribute attribute) => attribute.AttributeType.FullName is { } name
        && (name.StartsWith("Newtonsoft.Json.", StringComparison.Ordinal)
            || name.StartsWith("System.Runtime.Serialization.On", StringComparison.Ordinal));

    /// <summary>
    /// The name in the source of the method that the compiler made this one of: a lambda, a local function, the steps of an async one.
    /// </summary>
    private static string SourceName(MethodDefinition method)
    {
        string name = method.Name.StartsWith('<') || !method.DeclaringType.Name.StartsWith('<') ? method.Name : method.DeclaringType.Name;
        return Regex.Match(name, "^<([^>]+)>") is { Success: true } match ? match.Groups[1].Value : MemberName(method);
    }

    private static string MemberName(IMemberDefinition member) =>
        member is MethodDefinition { IsSpecialName: true, IsConstructor: false } accessor
            ? Regex.Replace(accessor.Name, "^(get|set|add|remove)_", "")
            : member.Name;

    /// <summary>As in the source, with the parameters left out: overloads count as one.</summary>
    private static string NameOf(IMemberDefinition member) =>
        member is TypeDefinition type ? NameOfType(type) : $"{NameOfType(member.DeclaringType)}.{MemberName(member)}";

    private static string NameOfType(TypeReference type) => Regex.Replace(type.FullName.Replace('/', '.'), "`\\d+", "");
}
