namespace DigiCertDocSign.Help.Cmdlets;

/// <summary>Types as help names them.</summary>
internal static class TypeNames
{
    /// <summary>As a syntax line shows it: no namespace, and a nullable number is the number.</summary>
    public static string Short(Type type) =>
        type.IsArray ? Short(type.GetElementType()!) + "[]"
        : Nullable.GetUnderlyingType(type) is { } value ? Short(value)
        : type.IsGenericType ? Generic(type, type.Name, Short)
        : type.Name;

    /// <summary>With namespace, as INPUTS and OUTPUTS name it.</summary>
    public static string Full(Type type) =>
        type.IsArray ? Full(type.GetElementType()!) + "[]"
        : Nullable.GetUnderlyingType(type) is { } value ? Full(value)
        : type.IsGenericType ? Generic(type, type.Namespace + "." + type.Name, Full)
        : type.FullName ?? type.Name;

    private static string Generic(Type type, string name, Func<Type, string> argument) =>
        name[..name.IndexOf('`', StringComparison.Ordinal)]
        + "[" + string.Join(",", type.GetGenericArguments().Select(argument)) + "]";
}
