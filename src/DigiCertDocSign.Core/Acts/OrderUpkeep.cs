using System.Runtime.ExceptionServices;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Acts;

/// <summary>
/// Changes what belongs to an order and not to its certificate: who is told, who may manage it, notes. The order is read before, so that
/// none of another product is touched, and read after, since any proxy can answer with 200.
/// </summary>
/// <remarks>
/// Services API: PUT order/certificate/{order_id}/additional-emails, user-access, custom-renewal-message, renewal-emails/{status} and
/// resend-emails, POST order/certificate/{order_id}/note, GET order/certificate/{order_id}.
/// </remarks>
public sealed class OrderUpkeep(CertCentralClient client)
{
    /// <summary>What of the wanted is not so yet, or is not shown.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="wanted">Checked.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DocSigningException">OrderOfAnotherProduct.</exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    public async Task<OrderChange> PlanAsync(long orderId, OrderSettings wanted, CancellationToken cancellationToken)
    {
        OrderInfo info = await FindAsync(orderId, cancellationToken).ConfigureAwait(false);
        OrderSetting[] open = [.. SettingsOf(info, wanted).Where(setting => setting.IsSo(info) != true)];
        return new OrderChange(SigningOrderReader.Order(info), open);
    }

    /// <summary>
    /// A note that is to be written. Nothing where the order shows one of these words: a command that died may have written it, and to
    /// read it twice tells nobody more.
    /// </summary>
    /// <inheritdoc cref="PlanAsync"/>
    public async Task<OrderChange> PlanNoteAsync(long orderId, string text, CancellationToken cancellationToken)
    {
        string clean = TextRules.Clean(text) ?? throw UpkeepFaults.NoteBlank();
        OrderInfo info = await FindAsync(orderId, cancellationToken).ConfigureAwait(false);
        List<OrderNote> notes = info.Notes ?? [];
        if (notes.Exists(note => OnOneLine(note.Text) == OnOneLine(clean)))
        {
            return new OrderChange(SigningOrderReader.Order(info), []);
        }

        HashSet<long> before = [.. notes.Select(note => note.Id).OfType<long>()];
        var note = new OrderSetting(
            "the note",
            $"it gets the note '{clean}'",
            now => ShowsNote(now, before, clean),
            (call, stop) => call.Orders.AddNoteAsync(orderId, clean, stop));
        return new OrderChange(SigningOrderReader.Order(info), [note]);
    }

    /// <summary>Mails that are to be sent again. No order shows that they were.</summary>
    /// <inheritdoc cref="PlanAsync"/>
    public async Task<OrderChange> PlanMailsAsync(long orderId, CancellationToken cancellationToken)
    {
        OrderInfo info = await FindAsync(orderId, cancellationToken).ConfigureAwait(false);
        var mails = new OrderSetting(
            "the request to send its mails again",
            $"CertCentral sends its mails again ({SigningOrderReader.Order(info).Status})",
            _ => null,
            (call, stop) => call.Orders.ResendEmailsAsync(orderId, stop));
        return new OrderChange(SigningOrderReader.Order(info), [mails]);
    }

    /// <summary>Sends what is to change, and looks at the order.</summary>
    /// <param name="change">By one of the plans.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then what was taken.</param>
    /// <returns>What CertCentral says that it has taken, and the order does not show.</returns>
    /// <exception cref="DocSigningException">OrderChangeNotSeen or CallNotOffered; several problems are told together.</exception>
    /// <exception cref="CertCentralException">The server refuses the only one that it has not taken.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(OrderChange change, CancellationToken cancellationToken)
    {
        Dictionary<OrderSetting, CertCentralException?> sent = await SendAsync(change, cancellationToken).ConfigureAwait(false);
        OrderInfo? now = await TryReadAsync(change.Order.OrderId, cancellationToken).ConfigureAwait(false);
        List<string> unseen = [];
        List<(string Name, Exception Problem)> problems = [];
        foreach (OrderSetting setting in change.Settings)
        {
            bool isSent = sent.TryGetValue(setting, out CertCentralException? failure);
            bool? isSo = now is null ? null : setting.IsSo(now);
            if (isSent && failure is null && isSo is null)
            {
                unseen.Add(setting.Name);
            }
            else if (isSo != true)
            {
                problems.Add((setting.Name, isSent
                    ? ProblemOf(change.Order, setting.Name, failure)
                    : UpkeepFaults.NotSent(change.Order, setting.Name)));
            }
        }

        // A key that is refused for all that was sent is refused for whatever comes after.
        if (problems.Count > 0 && sent.Values.All(failure => failure is ApiKeyRefusedException))
        {
            ExceptionDispatchInfo.Capture(sent.Values.First()!).Throw();
        }

        return problems.Count == 0 ? unseen : throw Together(change.Order, problems);
    }

    /// <returns>What was sent, and how that failed. After a call that the server has not even had, nothing more is sent.</returns>
    private async Task<Dictionary<OrderSetting, CertCentralException?>> SendAsync(
        OrderChange change, CancellationToken cancellationToken)
    {
        var sent = new Dictionary<OrderSetting, CertCentralException?>();
        foreach (OrderSetting setting in change.Settings)
        {
            try
            {
                await setting.SendAsync(client, cancellationToken).ConfigureAwait(false);
                sent.Add(setting, null);
            }
            catch (CertCentralException failure)
            {
                sent.Add(setting, failure);
                if (failure is ApiKeyRefusedException || failure.Executed == false)
                {
                    break;
                }
            }
        }

        return sent;
    }

    private static Exception ProblemOf(SigningOrder order, string name, CertCentralException? failure) =>
        failure is not null && IsUnknownRoute(failure) ? UpkeepFaults.NotOffered(order, name, failure)
        : failure is { Executed: not null } or ApiKeyRefusedException ? failure
        : UpkeepFaults.ChangeNotSeen(order, name, failure);

    /// <summary>One as it is, and several as one error that tells each.</summary>
    private static Exception Together(SigningOrder order, List<(string Name, Exception Problem)> problems) => problems is [var only]
        ? only.Problem
        : CollectedFaults.Of(
        [
            .. problems.SelectMany(one => one.Problem is CertCentralException failure
                ? UpkeepFaults.NotTaken(order, one.Name, failure).Faults
                : ((DocSigningException)one.Problem).Faults),
        ]);

    /// <summary>Null also where a note has come whose text may be ours, written in another way.</summary>
    private static bool? ShowsNote(OrderInfo now, HashSet<long> before, string text)
    {
        OrderNote[]? news = now.Notes?.Where(note => note.Id is not { } id || !before.Contains(id)).ToArray();
        return news is null ? null
            : news.Any(note => note.Id is not null && OnOneLine(note.Text) == OnOneLine(text)) ? true
            : news.Length > 0 ? null
            : false;
    }

    private static string OnOneLine(string? text) =>
        string.Join(" ", (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<OrderSetting> SettingsOf(OrderInfo info, OrderSettings wanted)
    {
        long id = info.Id!.Value;
        if (wanted.AdditionalEmails is { } emails)
        {
            yield return new(
                "the additional e-mail addresses",
                $"its mails also go to {ListOf(emails)}, and to nobody else besides the person"
                    + Instead(info.AdditionalEmails?.Where(one => !emails.Any(other => EmailAddress.AreSame(one, other)))),
                now => now.AdditionalEmails is { } shown ? AreSame(shown.Select(KeyOf), emails.Select(KeyOf)) : null,
                (call, stop) => call.Orders.SetAdditionalEmailsAsync(id, emails, stop));
        }

        if (wanted.UserIds is { } users)
        {
            long[] others = [.. users.Where(user => user != info.User?.Id)];
            yield return new(
                "the users who may manage it",
                $"it may be managed by the users {ListOf(others)}, beside the one who placed it"
                    + Instead(SigningOrderReader.UserIdsOf(info)?.Except(others)),
                now => SigningOrderReader.UserIdsOf(now) is { } shown ? AreSame(shown, others) : null,
                (call, stop) => call.Orders.SetUserAccessAsync(id, others, stop));
        }

        if (wanted.SendsRenewalMails is { } areSent)
        {
            yield return new(
                "whether renewal mails are sent",
                areSent ? "mails remind of its renewal" : "NO mail reminds of its renewal any more",
                now => now.DisableRenewalNotifications is { } off ? off != areSent : null,
                (call, stop) => call.Orders.SetRenewalEmailsAsync(id, areSent, stop));
        }

        if (wanted.RenewalMessage is { } message)
        {
            yield return new(
                "the message of its renewal mails",
                message.Length == 0 ? "its renewal mails say nothing besides" : $"its renewal mails say besides '{message}'",
                now => now.CustomRenewalMessage is { } shown ? OnOneLine(shown) == OnOneLine(message)
                    : message.Length == 0 && info.CustomRenewalMessage is not null ? true
                    : null,
                (call, stop) => call.Orders.SetRenewalMessageAsync(id, message, stop));
        }
    }

    private static string KeyOf(string email) => EmailAddress.Of(email).Key;

    private static bool AreSame<T>(IEnumerable<T> shown, IEnumerable<T> wanted) => new HashSet<T>(shown).SetEquals(wanted);

    private static string ListOf<T>(IReadOnlyCollection<T> all) => all.Count == 0 ? "(none)" : string.Join(", ", all);

    private static string Instead<T>(IEnumerable<T>? gone) =>
        gone?.ToArray() is { Length: > 0 } some ? $" (no longer {string.Join(", ", some)})" : "";

    // The order itself has just been read, so that it is the call that is not found.
    private static bool IsUnknownRoute(CertCentralException answer) =>
        answer.StatusCode == 405 || (answer is NotFoundException && answer.Errors.Any(error => error.Code == "not_found|route"));

    private async Task<OrderInfo> FindAsync(long orderId, CancellationToken cancellationToken)
    {
        OrderInfo info = await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false);
        return info.Id == orderId && SigningProduct.Is(info.Product?.NameId)
            ? info
            : throw ActFaults.OfAnotherProduct(orderId, SigningOrderReader.Order(info));
    }

    private async Task<OrderInfo?> TryReadAsync(long orderId, CancellationToken cancellationToken)
    {
        try
        {
            OrderInfo now = await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false);
            return now.Id == orderId ? now : null;
        }
        catch (CertCentralException)
        {
            // What cannot be read shows nothing, and the first failure says more.
            return null;
        }
    }
}
