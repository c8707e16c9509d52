using System.Management.Automation;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Keys;

[Cmdlet(
    VerbsDiagnostic.Test, "DocSigningKeyStore",
    DefaultParameterSetName = DirectorySet)]
[OutputType(typeof(KeyStoreCheck))]
public sealed class TestDocSigningKeyStoreCommand : KeyStoreCmdlet
{
    protected override void ProcessRecord() => RunFor(null, async () =>
    {
        using IKeyStore store = OpenStore(replace: false);
        foreach (KeyStoreCheck check in await store.CheckAsync(KeyAlgorithm, StopToken))
        {
            WriteObject(check with { Store = StoreName });
        }
    });
}
