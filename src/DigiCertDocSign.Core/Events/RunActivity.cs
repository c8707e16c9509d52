#if NET
using System.Diagnostics;
#endif
using CertCentral;

namespace DigiCertDocSign.Events;

/// <summary>
/// A run as an activity, for OpenTelemetry: each call is a child of it. On .NET Framework, which has no activities of its own, there is
/// none: Event Tracing is what is used there. Where nobody listens, nothing is made. Its methods may be called by any thread.
/// </summary>
public sealed class RunActivity
{
    /// <summary>What is said of a run that has not come to its end. Why may name a person, and is not told.</summary>
    public const string Stopped = "stopped";

#if NET
    private static readonly ActivitySource Source = new(RunEventSource.SourceName);

    private readonly DateTimeOffset _begun = TimeProvider.System.GetUtcNow();
    private readonly object _gate = new();
    private Activity? _run;

    /// <summary>One attempt of a call has ended.</summary>
    public void Called(string command, CallTrace call)
    {
        if (Source.HasListeners())
        {
            Add(command, call);
        }
    }

    // By itself: what the lambda captures would be made also where nobody listens.
    private void Add(string command, CallTrace call)
    {
        ActivityContext parent = Begin(command)?.Context ?? default;
        Aside(() =>
        {
            DateTimeOffset end = TimeProvider.System.GetUtcNow();
            using Activity? made = Source.StartActivity(
                $"{call.Method} {call.Route}", ActivityKind.Client, parent, null, null, end - call.Duration);
            made?.SetTag("http.request.method", call.Method).SetTag("url.template", call.Route)
                .SetTag("http.response.status_code", call.StatusCode).SetTag("http.request.resend_count", call.Attempt - 1)
                .SetStatus(call.Failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error)
                .SetEndTime(end.UtcDateTime);
        });
    }

    /// <summary>Something that a run tells of: an order that was placed, a decision.</summary>
    /// <param name="command">The command.</param>
    /// <param name="what">In a word.</param>
    /// <param name="id">Of the order or the request.</param>
    public void Happened(string command, string what, long id)
    {
        if (Source.HasListeners())
        {
            Begin(command)?.AddEvent(new ActivityEvent(what, tags: new ActivityTagsCollection { ["id"] = id }));
        }
    }

    /// <summary>The command is over.</summary>
    public void Ended(RunSummary summary)
    {
        if (!Source.HasListeners() || Begin(summary.Command) is not { } run)
        {
            return;
        }

        foreach (string id in summary.InDoubtIds)
        {
            run.AddEvent(new ActivityEvent("InDoubt", tags: new ActivityTagsCollection { ["id"] = RunEventSource.NameOf(id) }));
        }

        run.SetTag("docsigning.exit_code", summary.ExitCode).SetTag("docsigning.done", summary.Done)
            .SetTag("docsigning.failed", summary.Failed).SetTag("docsigning.calls", summary.CallsMade)
            .SetStatus(
                summary.ExitCode == 0 ? ActivityStatusCode.Ok : ActivityStatusCode.Error,
                summary.StoppedBecause is null ? null : Stopped);
        Aside(run.Stop);
    }

    private Activity? Begin(string command)
    {
        lock (_gate)
        {
            if (_run is null)
            {
                Aside(() => _run = Source.StartActivity(command, ActivityKind.Internal, default(ActivityContext), null, null, _begun));
            }

            return _run;
        }
    }

    // Several commands of one pipeline take turns on a thread, so that none of them is the current one.
    private static void Aside(Action work)
    {
        Activity? current = Activity.Current;
        work();
        Activity.Current = current;
    }
#else
#pragma warning disable CA1822 // on .NET they use the run
    /// <summary>One attempt of a call has ended.</summary>
    public void Called(string command, CallTrace call)
    {
    }

    /// <summary>Something that a run tells of: an order that was placed, a decision.</summary>
    /// <param name="command">The command.</param>
    /// <param name="what">In a word.</param>
    /// <param name="id">Of the order or the request.</param>
    public void Happened(string command, string what, long id)
    {
    }

    /// <summary>The command is over.</summary>
    public void Ended(RunSummary summary)
    {
    }
#pragma warning restore CA1822
#endif
}
