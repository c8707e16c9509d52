using System.Management.Automation;
using CertCentral.Errors;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Ordering;

namespace DigiCertDocSign.Cmdlets.Csr;

[Cmdlet(
    VerbsData.Update, "DocSigningCsr",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class UpdateDocSigningCsrCommand : OrderCmdlet<long>
{
    [Parameter(
        Mandatory = true,
        Position = 1)]
    [CsrInput]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public CsrInput Csr { get; set; } = null!;

    // As the journal says, of a CSR that came as a text.
    private CsrOwner? _noted;

    // The order gets no CSR of somebody else's: CsrGuard sees to it. So the owner of the CSR is the order's person.
    private CsrOwner? Owner => Csr.Owner ?? _noted;

    private protected override InputName? NameOf(object? target) =>
        Owner is { } owner ? new InputName(null, owner.Name, owner.Email) : base.NameOf(target);

    private string Whose => OrderLine.Whose(OrderId, Owner?.Name ?? Present?.Person, Owner?.Email ?? Present?.Email);

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        (_noted, Present) = (null, null);
        CsrInfo info = CsrInspector.Inspect(Csr.Text);
        string? key = Csr.KeyReference is { } reference ? KeyReferences.Read(reference) : null;

        // The account is asked for before the change, after which nothing should wait for the server. Noting makes no journal where there
        // is none.
        bool hasJournal = Target.JournalPlace.Exists;
        (long? account, string? problem) = hasJournal ? await TryFindAccountAsync() : (null, null);
        await FindNotedAsync(account);
        var change = new CsrChange(Client, hasJournal ? Target.OpenJournal() : null, account);
        Present = await change.FindAsync(OrderId, info, Csr.Owner, StopToken);
        if (ShouldProcess(
            $"Order {Whose} ({Present.Status})",
            $"Replace the CSR by one{(Csr.Owner is { } owner ? $" of {owner}" : "")} with the key {info.KeyType} {info.KeySize}, "
                + $"SHA-256 {info.PublicKeySha256}"))
        {
            Tell(await change.SendAsync(OrderId, info, Csr.Owner, key, StopToken), key, hasJournal, account, problem);
        }
    });

    // What goes wrong here is no error of the command: a script would send the CSR again.
    private void Tell(CsrChangeResult result, string? key, bool hasJournal, long? account, string? problem)
    {
        bool isFailed = hasJournal && (account is null || result.Unnoted is not null);
        if (!result.IsShown)
        {
            WarnNotShown(
                result, key, problem ?? result.Unnoted ?? (hasJournal ? "The journal does not know the order." : "There is no journal."));
        }
        else if (isFailed)
        {
            WarnNotNoted(result, key, problem ?? result.Unnoted);
        }

        if (hasJournal && !isFailed)
        {
            string noted = !result.IsNoted ? "the journal does not know the order"
                : key is not null ? $"the journal notes the key {key}"
                : "the CSR came without a key reference, so the journal knows no key for it unless it is the same CSR as before";
            WriteVerbose($"Order {Whose}: {noted}.");
        }
    }

    private async Task FindNotedAsync(long? account)
    {
        if (Csr.Owner is null && account is not null
            && await Target.OpenJournal().FindByOrderIdAsync(account, OrderId, StopToken) is { } intent)
        {
            _noted = new CsrOwner(intent.Person, intent.Email);
        }
    }

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

    private void WarnNotShown(CsrChangeResult result, string? key, string problem) =>
        WriteWarning(
            $"Order {Whose}: CertCentral says that it has the new CSR, and the order shows none. " + (result.HasBoth
                ? "The journal keeps the key of the earlier CSR beside the new one until the certificate tells which one it is for."
                : "The journal does not have the new key, so keep either key until the certificate tells which one it is for; where that "
                    + $"is the new one, name it with -KeyReference{(key is null ? "" : $" {key}")}. {problem}"));

    private void WarnNotNoted(CsrChangeResult result, string? key, string? problem) =>
        WriteWarning(
            $"Order {Whose}: CertCentral has the new CSR, and it need not be sent again, but the journal " + (result.HasBoth
                ? "could not note that. It has the key of either CSR, and the certificate tells which one is its own. "
                : "still notes the key of the earlier one. Name the new key with -KeyReference"
                    + $"{(key is null ? "" : $" {key}")} when the certificate is fetched. ")
            + problem);
}
