using System.Management.Automation;
using CertCentral.Errors;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Csr;

[Cmdlet(
    VerbsData.Update, "DocSigningCsr",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class UpdateDocSigningCsrCommand : OrderCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 1)]
    [CsrInput]
    public CsrInput Csr { get; set; } = null!;

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        CsrInfo info = CsrInspector.Inspect(Csr.Text);
        string? key = Csr.KeyReference is { } reference ? KeyReferences.Read(reference) : null;
        if (!ShouldProcess($"Order {OrderId}", $"Replace the CSR by one with the key {info.KeyType} {info.KeySize}, SHA-256 {info.PublicKeySha256}"))
        {
            return;
        }

        // Asked for before the change, after which nothing should wait for the server. Noting makes no journal where there is none.
        bool hasJournal = Target.JournalPlace.Exists;
        (long? account, string? problem) = hasJournal ? await TryFindAccountAsync() : (null, null);
        await Client.Orders.UpdateCsrAsync(OrderId, info.OneLine, StopToken);
        if (account is { } owner)
        {
            await NoteAsync(owner, info.OneLine, key);
        }
        else if (hasJournal)
        {
            WarnNotNoted(key, problem);
        }
    });

    private async Task<(long? AccountId, string? Problem)> TryFindAccountAsync()
    {
        try
        {
            return (await Target.GetAccountIdAsync(Client, StopToken), null);
        }
        catch (Exception problem) when (problem is DocSigningException or CertCentralException)
        {
            // The CSR can be replaced all the same.
            return (null, "The account is not known, by which the journal finds its orders.");
        }
    }

    // From here on the change stands: it is noted though the command be stopped, and what goes wrong is no error of the command, since a
    // script would send the CSR again.
    private async Task NoteAsync(long accountId, string csr, string? key)
    {
        try
        {
            bool isNoted = await new NotedKeys(Target.OpenJournal()).ReplaceAsync(accountId, OrderId, csr, key, CancellationToken.None);
            WriteVerbose($"Order {OrderId}: {(!isNoted ? "the journal does not know the order" : key is null ? "the CSR came without a key reference, so the journal knows no key for it unless it is the same CSR as before" : $"the journal notes the key {key}")}.");
        }
        catch (DocSigningException problem)
        {
            WarnNotNoted(key, problem.Message);
        }
    }

    private void WarnNotNoted(string? key, string? problem) =>
        WriteWarning($"Order {OrderId}: CertCentral has the new CSR, and it need not be sent again, but the journal still notes the key of the earlier one. Name the new key with -KeyReference{(key is null ? "" : $" {key}")} when the certificate is fetched. {problem}");
}
