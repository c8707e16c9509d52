using System.Management.Automation;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Keys;

[Cmdlet(
    VerbsDiagnostic.Test, "DocSigningKeyStore",
    DefaultParameterSetName = DirectorySet)]
[OutputType(typeof(KeyStoreCheck))]
public sealed class TestDocSigningKeyStoreCommand : KeyStoreCmdlet
{
    protected override void ProcessRecord() => RunWhole(async () =>
    {
        using IKeyStore store = OpenStore(replace: false);
        IReadOnlyList<KeyStoreCheck> checks = await store.CheckAsync(KeyAlgorithm, StopToken);
        foreach (KeyStoreCheck check in checks)
        {
            WriteObject(check with { Store = StoreName });
        }

        if (checks.Any(check => check.Passed == false))
        {
            CountFailed();
        }
    });
}
