using System.Globalization;
using System.Net;
using System.Text;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Faults;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Http;

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
            case SandboxRoutes.CreateOrder when settings.ReplyId is { } id && Strikes():
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
                ChangeComment(json);
                ChangeNames((JObject)json["order"]!);
                break;
            case SandboxRoutes.ListOrders:
                ChangeList((JArray)json["orders"]!, row => row);
                break;
            case SandboxRoutes.ListRequests:
                ChangeList((JArray)json["requests"]!, row => (JObject)row["order"]!);
                break;
        }

        return SandboxAnswer.OfJson(truth.Status, json, truth.RetryAfter);
    }

    private bool IsProxyAt(string route) => settings.ProxyStatus is not null && (settings.ProxyRoute ?? route) == route;

    private SandboxAnswer ProxyPage() => FaultAnswers.GatewayPage((HttpStatusCode)settings.ProxyStatus!.Value);

#pragma warning disable CA5394 // It must be repeatable, and it protects nothing.
    private bool Strikes()
    {
        bool strikes = _random.NextDouble() < settings.Share && (settings.Calls is not { } most || _told < most);
        _told += strikes ? 1 : 0;
        return strikes;
    }

    private void ChangeList(JArray rows, Func<JObject, JObject> orderOf)
    {
        foreach (JObject row in rows.Cast<JObject>())
        {
            ChangeNames(orderOf(row));
        }

        if (settings.Lists == SandboxListLie.None || rows.Count == 0 || !Strikes())
        {
            return;
        }

        switch (settings.Lists)
        {
            case SandboxListLie.StopsShort:
                rows.RemoveAt(rows.Count - 1);
                break;
            case SandboxListLie.LosesPage:
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
            ChangeComment(request);
        }

        if (settings.HidesCsr)
        {
            ((JObject)order["certificate"]!).Remove("csr");
        }

        if (settings.Subject != SandboxSubjectLie.None)
        {
            JToken subject = order["subject"]!;
            order.Remove("subject");
            if (settings.Subject == SandboxSubjectLie.UnderIndividual)
            {
                order["individual"] = subject;
            }
        }
    }

    private void ChangeComment(JObject request)
    {
        if (request.Value<string>("comments") is not { } sent)
        {
            return;
        }

        switch (settings.Comments)
        {
            case SandboxCommentLie.Replaced:
                request["comments"] = "Checked with the department and approved.";
                break;
            case SandboxCommentLie.Cut:
                request["comments"] = Cut(sent, settings.CommentLength);
                break;
            case SandboxCommentLie.Escaped:
                request["comments"] = WebUtility.HtmlEncode(sent);
                break;
            case SandboxCommentLie.Hidden:
                request.Remove("comments");
                break;
        }
    }

    /// <summary>In a row of a list, in an order and in the order of a request, the common name stands at the same place.</summary>
    private void ChangeNames(JObject order)
    {
        StoredSubject subject = account.Orders.Find(order.Value<long>("id"))!.Subject;
        var certificate = (JObject)order["certificate"]!;
        switch (settings.Names)
        {
            case SandboxNameLie.SurnameFirst:
                certificate["common_name"] = subject.Surname.ToUpperInvariant() + ", " + subject.GivenName;
                break;
            case SandboxNameLie.CutAt64:
                certificate["common_name"] = Cut(subject.CommonName, 64);
                break;
            case SandboxNameLie.WithoutAccents:
                certificate["common_name"] = WithoutAccents(subject.CommonName);
                if (order["subject"] is JObject shown)
                {
                    shown["given_name"] = WithoutAccents(subject.GivenName);
                    shown["surname"] = WithoutAccents(subject.Surname);
                }

                break;
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text.Substring(0, length);

#pragma warning disable RS0030 // The sandbox has no tables of its own; without ICU it keeps the accents.
    private static string WithoutAccents(string text) => string.Concat(
        text.Normalize(NormalizationForm.FormD).Where(part => CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark));
#pragma warning restore RS0030
}
