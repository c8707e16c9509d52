using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Organizations;
using CertCentral.Users;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>
/// Every question on which a first order could fail, asked one after the other. A plan asks most of them too, with the same classes, so
/// that both answer alike.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="time">The clock of this machine.</param>
/// <param name="place">Where the journal is.</param>
/// <param name="openJournal">Opens it.</param>
public sealed class ConnectionChecks(CertCentralClient client, TimeProvider time, JournalPlace place, Func<IOrderJournal> openJournal)
{
    private UserInfo? _user;
    private OrganizationInfo? _organization;
    private OrderPrice _price = new(null, null, HasTax: false);

    /// <param name="draft">What the first order would be, as far as it is known.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    public async IAsyncEnumerable<AccountCheck> RunAsync(
        OrderDraft draft, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isReached = true;
        foreach ((string name, Func<CancellationToken, Task<IReadOnlyList<AccountCheck>>> ask) in Questions(draft))
        {
            if (!isReached)
            {
                break;
            }

            (IReadOnlyList<AccountCheck> answers, isReached) = await AskAsync(name, ask, cancellationToken).ConfigureAwait(false);
            foreach (AccountCheck answer in answers)
            {
                yield return answer;
            }
        }

        yield return await JournalCheck.AskAsync(place, openJournal, cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<(string Name, Func<CancellationToken, Task<IReadOnlyList<AccountCheck>>> Ask)> Questions(OrderDraft draft)
    {
        yield return ("ApiKey", KeyAsync);
        yield return ("Clock", _ => Task.FromResult<IReadOnlyList<AccountCheck>>([ClockCheck.Of(client, time)]));
        yield return ("Permissions", async stop => [await PermissionsCheck.AskAsync(client, stop).ConfigureAwait(false)]);
        yield return ("Product", async stop => [await ProductCheck.AskAsync(client, draft, orders: 1, stop).ConfigureAwait(false)]);
        yield return (
            "ProductLimit",
            async stop => [await LimitCheck.AskAsync(client, draft, ContainerOf(draft), _user, stop).ConfigureAwait(false)]);
        yield return ("Organization", stop => OrganizationAsync(draft, stop));
        yield return ("Contacts", stop => ContactsAsync(draft, stop));
        yield return ("Price", stop => PriceAsync(draft, stop));
        yield return ("Payment", stop => PaymentAsync(draft, stop));
    }

    /// <summary>One question that cannot be asked says so, and the others go on, unless nobody is there who could answer.</summary>
    private static async Task<(IReadOnlyList<AccountCheck> Answers, bool IsReached)> AskAsync(
        string name, Func<CancellationToken, Task<IReadOnlyList<AccountCheck>>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return (await ask(cancellationToken).ConfigureAwait(false), true);
        }
        catch (CertCentralException failed)
        {
            bool isRefused = failed is ApiKeyRefusedException;
            return ([new AccountCheck(name, isRefused ? false : null, FaultTable.Whole(failed))],
                !(isRefused || failed is ServerUnreachableException));
        }
    }

    private async Task<IReadOnlyList<AccountCheck>> KeyAsync(CancellationToken cancellationToken)
    {
        (_user, IReadOnlyList<AccountCheck> checks) = await ApiKeyCheck.AskAsync(client, cancellationToken).ConfigureAwait(false);
        return checks;
    }

    private async Task<IReadOnlyList<AccountCheck>> OrganizationAsync(OrderDraft draft, CancellationToken cancellationToken)
    {
        if (draft.OrganizationId is null)
        {
            return
            [
                new AccountCheck(
                    "Organization",
                    null,
                    "No organization was named, so nothing is known of its validation and its contacts. Give -OrganizationId; "
                        + "Get-DocSigningOrganization lists the ids."),
            ];
        }

        (_organization, IReadOnlyList<AccountCheck> checks) =
            await OrganizationCheck.AskAsync(client, draft, time, cancellationToken).ConfigureAwait(false);
        return checks;
    }

    private async Task<IReadOnlyList<AccountCheck>> ContactsAsync(OrderDraft draft, CancellationToken cancellationToken) =>
        draft.Contacts.Count > 0
            ? await ContactsCheck.AskAsync(client, draft, _organization, cancellationToken).ConfigureAwait(false)
            : _organization is { } organization ? [ContactsCheck.Offer(organization)]
            : [];

    private async Task<IReadOnlyList<AccountCheck>> PriceAsync(OrderDraft draft, CancellationToken cancellationToken)
    {
        (AccountCheck check, _price) = await PriceCheck.AskAsync(client, draft, cancellationToken).ConfigureAwait(false);
        return [check];
    }

    private async Task<IReadOnlyList<AccountCheck>> PaymentAsync(OrderDraft draft, CancellationToken cancellationToken)
    {
        (AccountCheck check, _) = await PaymentCheck.AskAsync(client, draft, ContainerOf(draft), _price, orders: 1, cancellationToken)
            .ConfigureAwait(false);
        return [check];
    }

    private long? ContainerOf(OrderDraft draft) => draft.ContainerId ?? _user?.Container?.Id;
}
