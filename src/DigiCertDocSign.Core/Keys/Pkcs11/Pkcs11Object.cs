using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Finds and reads a token's objects. An attribute that the token does not show is null.</summary>
internal static class Pkcs11Object
{
    /// <summary>The objects that stay on the token (CKA_TOKEN).</summary>
    /// <param name="session">Must be logged in for private objects.</param>
    /// <param name="kind">The class.</param>
    /// <param name="label">CKA_LABEL; null for any.</param>
    /// <param name="id">CKA_ID in hexadecimal; null for any.</param>
    public static IReadOnlyList<IObjectHandle> Find(ISession session, CKO kind, string? label, string? id)
    {
        IObjectAttributeFactory attributes = session.Factories.ObjectAttributeFactory;
        using var template = new Pkcs11Template(attributes.Create(CKA.CKA_CLASS, kind), attributes.Create(CKA.CKA_TOKEN, true));
        if (label is not null)
        {
            template.Attributes.Add(attributes.Create(CKA.CKA_LABEL, label));
        }

        if (id is not null)
        {
            template.Attributes.Add(attributes.Create(CKA.CKA_ID, Hex.ToBytes(id)));
        }

        return session.FindAllObjects(template.Attributes);
    }

    public static byte[]? Bytes(ISession session, IObjectHandle handle, CKA attribute) =>
        Read(session, handle, attribute, value => value.GetValueAsByteArray());

    public static string? Text(ISession session, IObjectHandle handle, CKA attribute) =>
        Read(session, handle, attribute, value => value.GetValueAsString());

    public static bool? Flag(ISession session, IObjectHandle handle, CKA attribute)
    {
        byte[]? value = Bytes(session, handle, attribute);
        return value is { Length: 1 } ? value[0] != 0 : null;
    }

    /// <summary>
    /// True when one object is broken and the token is not. A process that is killed while the token writes an object may leave one that
    /// answers every question with a general error. Nobody can use it, and it must not keep a run from the other objects.
    /// </summary>
    public static bool IsBroken(ISession session, Pkcs11Exception problem)
    {
        if (problem.RV is not (CKR.CKR_GENERAL_ERROR or CKR.CKR_FUNCTION_FAILED))
        {
            return false;
        }

        try
        {
            session.GetSessionInfo();
            return true;
        }
        catch (Pkcs11Exception)
        {
            return false; // the token itself has gone, and the first exception says so
        }
    }

    private static T? Read<T>(ISession session, IObjectHandle handle, CKA attribute, Func<IObjectAttribute, T?> read)
        where T : class
    {
        try
        {
            using IObjectAttribute value = session.GetAttributeValue(handle, [attribute])[0];
            return value.CannotBeRead ? null : read(value);
        }
        catch (Pkcs11Exception problem) when (problem.RV is CKR.CKR_ATTRIBUTE_TYPE_INVALID or CKR.CKR_ATTRIBUTE_SENSITIVE)
        {
            return null;
        }
    }
}

/// <summary>
/// The attributes of one call. Pkcs11Interop keeps their values in memory outside .NET, which an attribute gives back when it is collected;
/// and while the token works nothing else holds the attributes. So whoever hands them over keeps this until the call has ended: else the
/// token may read what other code has written there meanwhile, and make a key of other kind than it was told.
/// </summary>
internal sealed class Pkcs11Template(params IObjectAttribute[] attributes) : IDisposable
{
    public List<IObjectAttribute> Attributes { get; } = [.. attributes];

    public void Dispose() => Attributes.ForEach(attribute => attribute.Dispose());
}
