using System.Collections;
using System.Management.Automation;

namespace DigiCertDocSign.Pipeline;

/// <summary>
/// Takes an id, or any object that has it as a property, such as the output of this module's other cmdlets; also
/// several at once.
/// </summary>
public sealed class IdentityAttribute(string property) : ArgumentTransformationAttribute
{
    public string Property { get; } = property;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is PSObject { BaseObject: IList list } ? IdsOf(list)
        : inputData is IList plain ? IdsOf(plain)
        : IdOf(inputData);

    private object?[] IdsOf(IList list) => [.. list.Cast<object?>().Select(IdOf)];

    private object? IdOf(object? input)
    {
        object? bare = input is PSObject wrapped ? wrapped.BaseObject : input;
        return bare is null or string || bare.GetType().IsPrimitive
            ? bare
            : PSObject.AsPSObject(input).Properties[Property]?.Value ?? input;
    }
}
