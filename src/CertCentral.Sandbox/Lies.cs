using System.Net;
using CertCentral.Sandbox.Faults;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox;

/// <summary>Makes a true answer into what a lying server says. Not safe for threads: the engine holds its lock.</summary>
internal sealed class Lies(SandboxLies settings, SandboxAccount account)
{
    private readonly Random _random = new(settings.Seed);
    private int _told;

    /// <summary>The page of a proxy that does not pass the call on; null when it does.</summary>
    public SandboxAnswer? BeforeCommit(string route) => !settings.ProxyAfterCommit && IsProxyAt(route) && Strikes() ? ProxyPage() : null;

    public SandboxAnswer AfterCommit(string route, SandboxAnswer truth)
    {
        if (settings.ProxyAfterCommit && IsProxyAt(route) && Strikes())
        {
            return ProxyPage();
        }

        if (truth.Json is not JObject told || (int)truth.Status >= 300)
        {
            return truth;
        }

        var json = (JObject)told.DeepClone();
        switch (route)
        {
            case SandboxRoutes.CreateOrder when ReplyId(json.Value<long>("id")) is { } id && Strikes():
                json["id"] = id;
                break;
            case SandboxRoutes.GetOrder when settings.Details != SandboxDetailLie.None && Strikes():
                return settings.Details == SandboxDetailLie.NotFound
                    ? SandboxAnswer.Error(ApiException.NotFound("order"))
                    : FaultAnswers.GatewayPage(HttpStatusCode.NotFound);
            case SandboxRoutes.GetOrder:
                ChangeOrder(json);
                break;
            case SandboxRoutes.GetRequest:
                ChangeComment(json, IdOf((JObject)json["order"]!));
                ChangeNames((JObject)json["order"]!);
                break;
            case SandboxRoutes.ListOrders:
                ChangeList(json, "orders", row => row);
                break;
            case SandboxRoutes.ListRequests:
                ChangeList(json, "requests", row => (JObject)row["order"]!);
                break;
        }

        return SandboxAnswer.OfJson(truth.Status, json, truth.RetryAfter);
    }

    /// <summary>Whether the lies about how orders look are told of this one. It is the same in every call.</summary>
    public static bool ConcernsOrder(SandboxLies settings, long orderId)
    {
#pragma warning disable CA5394 // It must be repeatable, and it protects nothing.
        return settings.OrderShare >= 1 || new Random(unchecked((settings.Seed * 397) ^ (int)orderId)).NextDouble() < settings.OrderShare;
#pragma warning restore CA5394
    }

    private static long IdOf(JObject order) => order.Value<long>("id");

    /// <summary>Null for the id of the order itself.</summary>
    private long? ReplyId(long ownId) => settings.ReplyId ?? settings.Reply switch
    {
        SandboxReplyLie.NoSuchOrder => account.State.LastOrderId + 1_000_000,
        SandboxReplyLie.OlderOrder => account.State.Orders
            .FindLast(other => !string.Equals(
                other.Subject.Email, account.Orders.Find(ownId)!.Subject.Email, StringComparison.OrdinalIgnoreCase))?.Id,
        _ => null,
    };

    private bool IsProxyAt(string route) => settings.ProxyStatus is not null && (settings.ProxyRoute ?? route) == route;

    private SandboxAnswer ProxyPage() => FaultAnswers.GatewayPage((HttpStatusCode)settings.ProxyStatus!.Value);

#pragma warning disable CA5394 // It must be repeatable, and it protects nothing.
    private bool Strikes()
    {
        bool strikes = _random.NextDouble() < settings.Share && (settings.Calls is not { } most || _told < most);
        _told += strikes ? 1 : 0;
        return strikes;
    }

    private void ChangeList(JObject list, string name, Func<JObject, JObject> orderOf)
    {
        var rows = (JArray)list[name]!;
        foreach (JObject row in rows.Cast<JObject>())
        {
            ChangeNames(orderOf(row));
        }

        bool isFirst = list["page"]!.Value<int>("offset") == 0;
        bool canLie = settings.Lists != SandboxListLie.None && (settings.Lists != SandboxListLie.LosesLaterPage || !isFirst);
        if (!canLie || rows.Count == 0 || !Strikes())
        {
            return;
        }

        switch (settings.Lists)
        {
            case SandboxListLie.StopsShort:
                rows.RemoveAt(rows.Count - 1);
                break;
            case SandboxListLie.LosesPage or SandboxListLie.LosesLaterPage:
                rows.Clear();
                break;
            default:
                ((JObject)rows[_random.Next(rows.Count)]).Remove("id");
                break;
        }
    }
#pragma warning restore CA5394

    private void ChangeOrder(JObject order)
    {
        ChangeNames(order);
        foreach (JObject request in order["requests"]!.Cast<JObject>())
        {
            ChangeComment(request, IdOf(order));
        }
    }

    private void ChangeComment(JObject request, long orderId)
    {
        if (request.Value<string>("comments") is not { } sent || !ConcernsOrder(settings, orderId))
        {
            return;
        }

        switch (settings.Comments)
        {
            case SandboxCommentLie.Replaced:
                request["comments"] = "Checked with the department and approved.";
                break;
            case SandboxCommentLie.Cut:
                request["comments"] = Spelling.Cut(sent, settings.CommentLength);
                break;
            case SandboxCommentLie.Escaped:
                request["comments"] = WebUtility.HtmlEncode(sent);
                break;
        }
    }

    /// <summary>In a row of a list, in an order and in the order of a request, the common name stands at the same place.</summary>
    private void ChangeNames(JObject order)
    {
        long id = IdOf(order);
        if (!ConcernsOrder(settings, id))
        {
            return;
        }

        StoredSubject subject = account.Orders.Find(id)!.Subject;
        order["certificate"]!["common_name"] = Spelling.Common(subject, settings.Names);
        if (order["subject"] is JObject shown)
        {
            shown["given_name"] = Spelling.Part(subject.GivenName, settings.Names);
            shown["surname"] = Spelling.Part(subject.Surname, settings.Names);
        }
    }
}
