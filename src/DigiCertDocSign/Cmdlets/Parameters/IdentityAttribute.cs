using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>
/// Takes an id, or any object that has it as a property, such as the output of this module's other cmdlets; also
/// several at once.
/// </summary>
public sealed class IdentityAttribute(string property) : ArgumentTransformationAttribute
{
    public string Property { get; } = property;

    /// <summary>What stands for a change of Compare-DocSigningDirectory, which another parameter takes: no id of anything.</summary>
    internal const long OfChange = long.MaxValue;

    /// <summary>
    /// The type of the parameter, where a change is not to be taken for its order. The value is of that very type, so that it binds before
    /// the binder looks at single properties.
    /// </summary>
    public Type? LeavesChangesAs { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? throw NoId()
        : LeavesChangesAs is not null && ChangeInput.Of(inputData) is not null ? AsChange(LeavesChangesAs)
        : inputData is PSObject { BaseObject: IList list } ? IdsOf(list)
        : inputData is IList plain ? IdsOf(plain)
        : IdOf(inputData);

    private static object AsChange(Type type) => type.IsArray ? new[] { OfChange } : OfChange;

    // With a failed cast inside, the binder takes the parameter as not given and goes on to the other parameter sets; a null
    // would end the command. An object may well have the property and nothing in it.
    private ArgumentTransformationMetadataException NoId()
    {
        string message = $"There is no {Property}: the value is empty.";
        return new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
    }

    private object?[] IdsOf(IList list) => [.. list.Cast<object?>().Select(IdOf)];

    private object? IdOf(object? input)
    {
        object? bare = Bare.Value(input);
        if (bare is string text)
        {
            // A row of a CSV file has texts. As a number it binds before the binder tries conversions, in each parameter set that has it.
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : text;
        }

        return bare is null || bare.GetType().IsPrimitive
            ? bare
            : PSObject.AsPSObject(input).Properties[Property]?.Value ?? input;
    }
}
