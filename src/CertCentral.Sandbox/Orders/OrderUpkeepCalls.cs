using System.Net;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Orders.Rules;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>The calls that change what belongs to an order and not to its certificate: who is told, who may manage it, notes.</summary>
internal sealed class OrderUpkeepCalls(SandboxAccount account)
{
    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.SetAdditionalEmails, SetAdditionalEmails),
        new(SandboxRoutes.SetUserAccess, SetUserAccess),
        new(SandboxRoutes.SetRenewalMessage, SetRenewalMessage),
        new(SandboxRoutes.SetRenewalEmails, SetRenewalEmails),
        new(SandboxRoutes.AddNote, AddNote),
        new(SandboxRoutes.ListNotes, ListNotes),
        new(SandboxRoutes.ResendEmails, ResendEmails),
    ];

    private SandboxAnswer SetAdditionalEmails(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        var body = WireReader.Of(call);
        RequireList(body, "additional_emails");
        List<string> emails = [.. body.List("additional_emails").Select(token => token.ToString())];
        if (!emails.TrueForAll(SubjectRules.IsEmail))
        {
            body.Invalid("additional_emails", "additional_emails holds something that is not an e-mail address.");
        }

        body.ThrowIfFaulty();
        order.AdditionalEmails = emails;
        return Changed(order);
    }

    private SandboxAnswer SetUserAccess(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        var body = WireReader.Of(call);
        RequireList(body, "user_id_assignments");
        var users = new List<long>();
        foreach (JToken token in body.List("user_id_assignments"))
        {
            if (WireReader.TryNumber(token, out long id) && account.FindUser(id) is not null)
            {
                users.Add(id);
            }
            else
            {
                body.Invalid("user_id_assignments", $"There is no user {token} in this account.");
            }
        }

        body.ThrowIfFaulty();
        order.UserIdAssignments = users;
        return Changed(order);
    }

    private SandboxAnswer SetRenewalMessage(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        var body = WireReader.Of(call);
        if (!body.Has("custom_renewal_message"))
        {
            body.Missing("custom_renewal_message");
        }

        string? message = body.Text("custom_renewal_message");
        body.ThrowIfFaulty();
        order.CustomRenewalMessage = message;
        return Changed(order);
    }

    private SandboxAnswer SetRenewalEmails(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        string ending = account.Options.Habits.RenewalWords == SandboxRenewalWords.EnabledDisabled ? "d" : "";
        order.SendsNoRenewalEmails = call.Arguments[1] switch
        {
            var word when word == "enable" + ending => false,
            var word when word == "disable" + ending => true,
            _ => throw ApiException.Invalid("status", $"Renewal mails are turned on and off by enable{ending} and disable{ending}."),
        };
        return Changed(order);
    }

    private SandboxAnswer AddNote(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        var body = WireReader.Of(call);
        string? text = body.RequiredText("text");
        body.ThrowIfFaulty();
        var note = new StoredNote
        {
            Id = ++account.State.LastNoteId,
            Text = text!,
            DateCreated = account.Now,
            UserId = Catalogue.KeyOwnerId,
        };
        order.Notes.Add(note);
        account.Orders.Changed(order);
        return SandboxAnswer.Created(WriteNote(note));
    }

    private SandboxAnswer ListNotes(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        return SandboxAnswer.Ok(new JObject { ["notes"] = new JArray(Enumerable.Reverse(order.Notes).Select(WriteNote)) });
    }

    private SandboxAnswer ResendEmails(SandboxCall call)
    {
        StoredOrder order = account.Orders.FindOrThrow(call.Arguments[0]);
        return !account.Options.Habits.ResendsEmails ? throw ApiException.NotFound("route")
            : order.Status is OrderStatus.Canceled or OrderStatus.Rejected or OrderStatus.Revoked
                ? throw new ApiException(
                    HttpStatusCode.BadRequest,
                    "invalid_value|order.status",
                    $"Order {order.Id} is {order.Status}; there is no mail to send again.")
            : SandboxAnswer.NoContent;
    }

    private JObject WriteNote(StoredNote note)
    {
        var written = new JObject { ["id"] = note.Id };
        if (note.DateCreated is { } created)
        {
            written["date_created"] = WireText.Instant(created);
        }

        written["text"] = note.Text;
        if (note.UserId is { } userId)
        {
            written["user"] = AccountParts.Person(account.FindUser(userId));
        }

        return written;
    }

    private static void RequireList(WireReader body, string name)
    {
        if (!body.Has(name))
        {
            body.Missing(name);
        }
    }

    private SandboxAnswer Changed(StoredOrder order)
    {
        account.Orders.Changed(order);
        return SandboxAnswer.NoContent;
    }
}
