using Mono.Cecil;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>
/// The shipped assemblies of ours as the compiler wrote them: who refers to which type or member. Constants and nameof leave no trace
/// there.
/// </summary>
internal static class ShippedCode
{
    public static readonly string[] Frameworks = ["net8.0", "net472"];

    private static readonly string[] Names = ["CertCentral.Client", "CertCentral.Sandbox", "DigiCertDocSign.Core", "DigiCertDocSign"];

    // Kept open: what is read later is read from the file.
    private static readonly Dictionary<string, ModuleDefinition[]> Read = Frameworks.ToDictionary(framework => framework, ReadModules);

    /// <summary>Every type of ours in the assemblies of one framework, nested and generated ones too.</summary>
    public static IEnumerable<TypeDefinition> Types(string framework) =>
        Read[framework].SelectMany(module => module.GetTypes()).Where(type => IsOurs(Outermost(type).Namespace));

    /// <summary>The type that the source declares in a namespace: what the compiler makes inside a type belongs to that type.</summary>
    public static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type;
    }

    /// <summary>What a type refers to in its declaration: base types, constraints, attributes.</summary>
    public static IEnumerable<MemberReference> ReferencesOf(TypeDefinition type) =>
    [
        .. Parts(type.BaseType), .. type.Interfaces.SelectMany(one => Parts(one.InterfaceType)), .. Constraints(type), .. Attributes(type),
        .. type.Properties.SelectMany(Attributes), .. type.Events.SelectMany(Attributes),
        .. type.Fields.SelectMany(field => Parts(field.FieldType).Concat(Attributes(field))),
    ];

    /// <summary>What a method refers to: its signature, its attributes and its body.</summary>
    public static IEnumerable<MemberReference> ReferencesOf(MethodDefinition method)
    {
        IEnumerable<MemberReference> signature =
        [
            .. Parts(method.ReturnType),
            .. method.Parameters.SelectMany(one => Parts(one.ParameterType).Concat(Attributes(one))),
            .. Constraints(method),
            .. Attributes(method),
            .. Attributes(method.MethodReturnType),
            .. method.Overrides.SelectMany(Parts),
        ];
        if (!method.HasBody)
        {
            return signature;
        }

        return
        [
            .. signature, .. method.Body.Variables.SelectMany(one => Parts(one.VariableType)),
            .. method.Body.ExceptionHandlers.SelectMany(one => Parts(one.CatchType)),
            .. method.Body.Instructions.Select(one => one.Operand).OfType<MemberReference>().SelectMany(Parts),
        ];
    }

    public static bool IsOurs(string space) => space.Split('.')[0] is "DigiCertDocSign" or "CertCentral";

    private static ModuleDefinition[] ReadModules(string framework)
    {
        string folder = Path.Combine(Repository.StagedModule, "bin", framework);
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(folder);
        resolver.AddSearchDirectory(Path.Combine(Repository.StagedModule, "bin", "net8.0")); // has what both frameworks take
        IEnumerable<ModuleDefinition> modules = Names.Select(
            name => ModuleDefinition.ReadModule(Path.Combine(folder, name + ".dll"), new ReaderParameters { AssemblyResolver = resolver }));
        return [.. modules];
    }

    /// <summary>The parts of a reference: the type of a member, what a generic one is made of, what an array holds.</summary>
    private static IEnumerable<MemberReference> Parts(MemberReference? reference) => reference switch
    {
        null or GenericParameter => [],
        GenericInstanceType type => [.. Parts(type.ElementType), .. type.GenericArguments.SelectMany(Parts)],
        IModifierType type => [.. Parts(type.ElementType), .. Parts(type.ModifierType)],
        TypeSpecification type => Parts(type.ElementType),
        GenericInstanceMethod method => [.. Parts(method.ElementMethod), .. method.GenericArguments.SelectMany(Parts)],
        MethodReference or FieldReference => [reference, .. Parts(reference.DeclaringType)],
        _ => [reference],
    };

    private static IEnumerable<MemberReference> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(one => one.Constraints).SelectMany(one => Parts(one.ConstraintType));

    private static IEnumerable<MemberReference> Attributes(ICustomAttributeProvider place) => place.CustomAttributes.SelectMany(attribute =>
        Parts(attribute.Constructor)
            .Concat(attribute.ConstructorArguments.Concat(attribute.Properties.Concat(attribute.Fields).Select(one => one.Argument))
                .SelectMany(Values)));

    private static IEnumerable<MemberReference> Values(CustomAttributeArgument argument) =>
        Parts(argument.Type).Concat(argument.Value switch
        {
            TypeReference type => Parts(type),
            CustomAttributeArgument inner => Values(inner),
            CustomAttributeArgument[] several => several.SelectMany(Values),
            _ => [],
        });
}
