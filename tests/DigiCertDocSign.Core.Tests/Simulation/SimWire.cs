using System.Net;
using System.Text;
using DigiCertDocSign.Tests.Ordering;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>The network between one process and the server, with the faults that the seed chooses.</summary>
internal sealed class SimWire(SimWorld world, SimProcess process) : HttpMessageHandler
{
    private const string Page = "<html><body>503 Service Temporarily Unavailable</body></html>";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpRequestMessage call = await CopyAsync(request);
        bool isOrder = WireTap.IsOrder(call);
        string name = $"{call.Method} {call.RequestUri!.AbsolutePath["/services/v2/".Length..]}";
        if (isOrder)
        {
            process.OnTheWire.Add(call);
            process.DecidedBefore[call] = await process.Sight.BeforeAsync(call);
        }

        SimFault fault = process.HasFaults ? world.NextFault(isOrder) : SimFault.None;
        long begunAt = world.Scheduler.Clock.Now;
        try
        {
            await world.Scheduler.PassAsync(process, $"sends {name} ({fault})", cancellationToken);
        }
        catch (OperationCanceledException) when (world.Team is not null && process.FrozenAt >= begunAt && world.Scheduler.Chance(0.5))
        {
            // A host that wakes writes what it was about to write, and sees only then how late it is.
            world.DeliverLater(process, call);
            throw;
        }
        finally
        {
            process.OnTheWire.Remove(call);
        }

        BeforeTheServer(fault);
        if (fault is SimFault.TooMany or SimFault.ErrorBefore or SimFault.GatewayPage)
        {
            return Instead(fault);
        }

        if (fault is SimFault.Hang or SimFault.HangAndCommitLate)
        {
            if (fault == SimFault.HangAndCommitLate)
            {
                world.DeliverLater(process, call);
            }

            await SilenceAsync(cancellationToken);
        }

        HttpResponseMessage answer = WithPause(await world.DeliverAsync(process, call));
        long madeAt = world.Scheduler.Clock.Now;
        await world.Scheduler.PassAsync(process, $"is answered {name} {(int)answer.StatusCode}", cancellationToken);
        HttpResponseMessage told = WithPause(await AfterTheServerAsync(fault, answer, cancellationToken));
        if (told == answer)
        {
            await process.Sight.TakeAsync(call, answer, madeAt);
            if (process.Made.TryGetValue(call, out long made))
            {
                process.Answered.Add(made);
            }
        }

        return told;
    }

    private static void BeforeTheServer(SimFault fault)
    {
        if (fault == SimFault.DropBefore)
        {
            throw WireTap.Broken();
        }

        if (fault == SimFault.Unreachable)
        {
            throw WireTap.Unreachable();
        }
    }

    /// <summary>The pacer's own pause would be of random length.</summary>
    private static HttpResponseMessage WithPause(HttpResponseMessage answer)
    {
        if (answer is { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: null })
        {
            answer.Headers.Add("Retry-After", "0");
        }

        return answer;
    }

    private static HttpResponseMessage Instead(SimFault fault)
    {
        HttpResponseMessage answer = fault switch
        {
            SimFault.TooMany => Answer(429, "application/json", """{"errors":[{"code":"request_limit_exceeded","message":"x"}]}"""),
            SimFault.ErrorBefore => Answer(500, "application/json", """{"errors":[{"code":"internal_error","message":"x"}]}"""),
            _ => Answer(503, "text/html", Page),
        };

        return WithPause(answer);
    }

    private static async Task<HttpResponseMessage> AfterTheServerAsync(
        SimFault fault, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case SimFault.DropAfter:
                throw WireTap.Broken();
            case SimFault.HangAfter:
                await SilenceAsync(cancellationToken);
                return answer;
            case SimFault.ErrorAfter:
                return Answer(500, "application/json", """{"errors":[{"code":"internal_error","message":"x"}]}""");
            case SimFault.Truncated:
                string text = await answer.Content.ReadAsStringAsync(cancellationToken);
                return Answer((int)answer.StatusCode, "application/json", text[..(text.Length / 2)]);
            case SimFault.Garbage:
                return Answer(200, "application/json", "%$ <#");
            default:
                return answer;
        }
    }

    /// <summary>Until the client gives up.</summary>
    private static async Task SilenceAsync(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource();
        using CancellationTokenRegistration gone = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        await never.Task;
    }

    private static HttpResponseMessage Answer(int status, string type, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };

    /// <summary>What is on the wire outlives the call.</summary>
    private static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (request.Content is { } content)
        {
            copy.Content = new ByteArrayContent(await content.ReadAsByteArrayAsync());
            copy.Content.Headers.ContentType = content.Headers.ContentType;
        }

        return copy;
    }
}
