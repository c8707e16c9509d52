using System.Security;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>How the tests name a token and its PIN.</summary>
internal static class Token
{
    public static SecureString Pin(string pin = SoftHsm.Pin) => Secret.Of(pin);

    public static Pkcs11Uri ByLabel(string label) => new() { Token = label, ModulePath = SoftHsm.Module };
}
