using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.OrderingChild;

/// <summary>Does something to an order that stands, once.</summary>
internal static class Acting
{
    public static async Task RunAsync(CertCentralClient client, IOrderJournal journal, string kind, long orderId, Action<string> onFault)
    {
        // The server next door carries out at once what it carries out at all.
        var options = new ActOptions { SettleTime = TimeSpan.FromMilliseconds(100) };
        var acts = new OrderActs(client, accountId: 4711, journal, () => journal, options);
        try
        {
            await (kind switch
            {
                "Cancellation" => CancelAsync(new OrderCancellation(acts), orderId),
                "Revocation" => RevokeAsync(new CertificateRevocation(acts), orderId, isWholeOrder: false),
                "RevocationOfAll" => RevokeAsync(new CertificateRevocation(acts), orderId, isWholeOrder: true),
                "Csr" => SendCsrAsync(new CsrChange(client, journal, accountId: 4711), orderId),
                "Reissue" => ReissueAsync(
                    new OrderReissue(acts), orderId, CsrInspector.Inspect(Environment.GetEnvironmentVariable("ORDERING_CSR")!)),
                "TokenReissue" => ReissueAsync(new OrderReissue(acts), orderId, csr: null),
                _ => UpkeepAsync(new OrderUpkeep(client), kind, orderId),
            });
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            onFault(fault.Message);
        }
    }

    private static async Task CancelAsync(OrderCancellation cancellation, long orderId)
    {
        OrderAct act = await cancellation.FindAsync(orderId, CancellationToken.None);
        if (!act.IsDone)
        {
            await cancellation.CancelAsync(act, "Has left", CancellationToken.None);
        }
    }

    private static async Task RevokeAsync(CertificateRevocation revocation, long orderId, bool isWholeOrder)
    {
        OrderAct act = await revocation.FindAsync(orderId, null, null, isWholeOrder, CancellationToken.None);
        if (!act.IsDone)
        {
            await revocation.RevokeAsync(act, RevocationReason.AffiliationChanged, null, skipsApproval: false, CancellationToken.None);
        }
    }

    private static Task<CsrChangeResult> SendCsrAsync(CsrChange change, long orderId) => change.SendAsync(
        orderId,
        CsrInspector.Inspect(Environment.GetEnvironmentVariable("ORDERING_CSR")!),
        madeFor: null,
        keyReference: null,
        CancellationToken.None);

    private static async Task UpkeepAsync(OrderUpkeep upkeep, string kind, long orderId)
    {
        Task<OrderChange> Set(OrderSettings wanted) => upkeep.PlanAsync(orderId, wanted.Checked(), CancellationToken.None);
        OrderChange change = await (kind switch
        {
            "Emails" => Set(new() { AdditionalEmails = ["pki@fjordlab.example"] }),
            "Users" => Set(new() { UserIds = [880190] }),
            "RenewalMails" => Set(new() { SendsRenewalMails = false }),
            "RenewalMessage" => Set(new() { RenewalMessage = "Ask Ida Berg" }),
            "Note" => upkeep.PlanNoteAsync(orderId, "Ticket LEG-204", CancellationToken.None),
            "Mails" => upkeep.PlanMailsAsync(orderId, CancellationToken.None),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
        });
        await upkeep.ApplyAsync(change, CancellationToken.None);
    }

    private static async Task ReissueAsync(OrderReissue reissue, long orderId, CsrInfo? csr)
    {
        OrderAct act = await reissue.FindAsync(orderId, csr, null, CancellationToken.None);
        if (!act.IsDone)
        {
            await reissue.RequestAsync(act, ReissueReason.TokenLost, null, skipsApproval: false, null, CancellationToken.None);
        }
    }
}
