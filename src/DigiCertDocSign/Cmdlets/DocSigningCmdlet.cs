using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Host;
using CertCentral.Errors;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Cmdlets;

/// <summary>What every cmdlet of the module has: the pump, cancellation on Ctrl+C and the one way to write an error.</summary>
public abstract class DocSigningCmdlet : PSCmdlet, IDisposable
{
    /// <summary>Information with this tag is shown whatever the preference says.</summary>
    internal const string HostTag = "PSHOST";

    /// <summary>The tag of the summary of each run.</summary>
    private const string SummaryTag = "DocSigningRun";

    // They look, or open and close a connection: there is no run to tell of.
    private static readonly string[] VerbsWithoutRun = ["Get", "Connect", "Disconnect", "Step"];

    private static readonly ConcurrentDictionary<string, bool> ToldOfCopies = new(StringComparer.OrdinalIgnoreCase);

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private PipelinePump? _pump;
    private bool _isLeftOut;
    private bool _hasSummary;
    private string? _endedBy;

    /// <summary>Cancelled by Ctrl+C and by everything else that stops the pipeline.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>The person of the present input; null when it names no person, or is not read yet.</summary>
    /// <param name="target">The input.</param>
    private protected virtual InputName? NameOf(object? target) => null;

    /// <summary>As the user calls it.</summary>
    internal string CommandName => MyInvocation.MyCommand.Name;

    /// <summary>What is counted for the summary of the run.</summary>
    internal RunFigures Figures { get; } = new();

    /// <summary>Whether an input that went through without an error counts as done at once.</summary>
    private protected virtual bool CountsInputs => true;

    /// <summary>Whether an operator who sits there is told in a line how a run of several inputs went.</summary>
    private protected virtual bool TellsHowItWent => true;

    /// <summary>The tags of the summary besides that of each.</summary>
    private protected virtual string[] SummaryTags => [];

    /// <summary>How it went, with what this command alone counts.</summary>
    /// <param name="counted">What is counted for every command alike.</param>
    private protected virtual RunSummary Summarize(RunSummary counted) => counted;

    /// <summary>Whoever overrides it calls it last: with it the run is over, and says how it went.</summary>
    protected override void EndProcessing() => WriteSummary(null);

    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>
    /// Runs the body for one input. A known fault becomes one error that carries that input, and the next input goes on;
    /// a fault that would hit every further input as well ends the run.
    /// </summary>
    private protected void RunFor(object? target, Func<Task> body) => Run(target, isWhole: false, body);

    /// <summary>As <see cref="RunFor"/>, for the work of the whole command: a fault of it means that there is no more to come.</summary>
    private protected void RunWhole(Func<Task> body, object? target = null) => Run(target, isWhole: true, body);

    private void Run(object? target, bool isWhole, Func<Task> body) => PipelinePump.Run(async pump =>
    {
        _pump = pump;
        _isLeftOut = false;
        WarnOfLoadedCopy();
        try
        {
            await body();
            if (CountsInputs && target is not null && !_isLeftOut)
            {
                Figures.CountDone();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (DocSigningException exception) when (_stop.IsCancellationRequested && MustBeTold(exception.Kind))
        {
            // The error stream of a pipeline that stops is lost, and this must not be: money may have been spent, or a certificate ended.
            foreach (Fault fault in exception.Faults)
            {
                Tell(fault.Message);
            }

            Tell(FaultTable.AdviceFor(exception));
            throw new PipelineStoppedException();
        }
        catch (Exception exception) when (exception is DocSigningException or CertCentralException)
        {
            _endedBy ??= isWhole ? exception.Message : null;
            WriteFault(exception, target, target is null ? null : NameOf(target));
        }
        finally
        {
            _pump = null;
        }
    }, _stop.Cancel);

    /// <summary>As <see cref="RunFor"/>, for each of the ids that one input brings: each is an input of its own.</summary>
    private protected void RunForEach(long[] ids, Func<long, Task> body)
    {
        foreach (long id in ids)
        {
            RunFor(id, () => body(id));
        }
    }

    /// <summary>Reads what the parameters say for every input alike; a known fault in it ends the command before the first one.</summary>
    /// <param name="read">Called at once.</param>
    /// <param name="target">What the error carries.</param>
    private protected T ReadParameters<T>(Func<T> read, object? target = null)
    {
        try
        {
            return read();
        }
        catch (DocSigningException fault)
        {
            EndBeforeFirst(fault, target);
            throw;
        }
    }

    /// <summary>Ends the command before its first input, because each of them would have this fault.</summary>
    private protected void EndBeforeFirst(DocSigningException fault, object? target = null) =>
        ThrowTerminatingError(ErrorRecords.Of(fault, target));

    /// <summary>Writes the error of one input, and ends the command where each further input would fail in the same way.</summary>
    internal void WriteFault(Exception exception, object? target, InputName? name = null)
    {
        ErrorRecord record = ErrorRecords.Of(exception, target, name);
        if (FaultTable.EndsRun(exception))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>As PowerShell's own. It is counted; where it ends the command, the summary goes first: nothing can come after it.</summary>
    internal new void WriteError(ErrorRecord record)
    {
        Figures.CountFault(record.Exception, record.TargetObject);
        if (EndsAtErrors)
        {
            WriteSummary(record.ToString());
        }

        base.WriteError(record);
    }

    /// <summary>The present input is another command's: it does not count.</summary>
    internal void LeaveOut() => _isLeftOut = true;

    /// <summary>The present input has failed without an error: what was found out about it, and written, says so.</summary>
    private protected void CountFailed()
    {
        LeaveOut();
        Figures.CountFailed();
    }

    /// <inheritdoc cref="WriteError(ErrorRecord)"/>
    internal new void ThrowTerminatingError(ErrorRecord record)
    {
        Figures.CountFault(record.Exception, record.TargetObject);
        WriteSummary(record.ToString());
        base.ThrowTerminatingError(record);
    }

    /// <summary>An error is about to end the command: waits for what is on its way, so that the summary knows what became of it.</summary>
    private protected virtual void EndBeforeTime()
    {
    }

    private void WriteSummary(string? stoppedBecause)
    {
        if (_hasSummary)
        {
            return;
        }

        _hasSummary = true;
        if (stoppedBecause is not null)
        {
            EndBeforeTime();
        }

        RunSummary summary = Summarize(Figures.Summarize(CommandName, stoppedBecause ?? _endedBy));
        Figures.TellEnd(summary);
        if (VerbsWithoutRun.Contains(CommandName.Split('-')[0], StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        bool isShown = TellsHowItWent && summary.StoppedBecause is null
            && summary.Done + summary.Failed + summary.InDoubtIds.Count > 1;

        // With the tag of Write-Host it is seen at the prompt, and a variable of the information stream gets the object.
        WriteInformation(summary, isShown ? [SummaryTag, .. SummaryTags, HostTag] : [SummaryTag, .. SummaryTags]);
    }

    /// <summary>As PowerShell's own, and where nobody can be asked, the command ends with an error that says what to do.</summary>
    private protected new bool ShouldProcess(string target, string action) => Ask(() => base.ShouldProcess(target, action));

    /// <inheritdoc cref="ShouldProcess(string, string)"/>
    private protected new bool ShouldProcess(string description, string warning, string caption) =>
        Ask(() => base.ShouldProcess(description, warning, caption));

    /// <inheritdoc cref="ShouldProcess(string, string)"/>
    private protected new bool ShouldContinue(string query, string caption) => Ask(() => base.ShouldContinue(query, caption));

    /// <summary>Asks as a cmdlet of high impact does: a cmdlet has one impact for all that it does.</summary>
    private protected bool ConfirmsGravely(string words, string warning, string caption)
    {
        bool isDecided = MyInvocation.BoundParameters.ContainsKey("Confirm") || $"{GetVariableValue("ConfirmPreference")}" != "High";
        return ShouldProcess($"{words}. {warning}", $"{words}? {warning}", caption)
            && (isDecided || ShouldContinue($"{words}? {warning}", caption));
    }

    private static bool MustBeTold(FaultKind kind) => kind
        is FaultKind.OrderOutcomeUnknown or FaultKind.CancellationNotSeen or FaultKind.RevocationNotSeen or FaultKind.ReissueNotSeen;

    /// <summary>
    /// A copy of the same build in another folder, imported after the first was removed, is not told from it by its assemblies: .NET loads
    /// none a second time, and an import does not say where from. So the first command does.
    /// </summary>
    private void WarnOfLoadedCopy()
    {
        string loaded = typeof(DocSigningCmdlet).Assembly.Location;
        if (MyInvocation.MyCommand.Module is not { ModuleBase: { Length: > 0 } folder, RootModule: { Length: > 0 } root } module
            || loaded.Length == 0)
        {
            return;
        }

        string imported = Path.GetFullPath(Path.Combine(folder, root));
        if (!string.Equals(imported, loaded, StringComparison.OrdinalIgnoreCase) && ToldOfCopies.TryAdd(imported, true))
        {
            WriteWarning(
                $"DigiCertDocSign {module.Version} is loaded in this session, from {Path.GetDirectoryName(loaded)}, and that code runs, "
                    + $"not the copy that was imported from {folder}: for the copy, start a new session.");
        }
    }

    private bool Ask(Func<bool> ask)
    {
        try
        {
            bool isMeant = ask();
            _isLeftOut |= !isMeant;
            return isMeant;
        }
        catch (Exception nobody) when (
            nobody is HostException or PSInvalidOperationException or NotSupportedException or NotImplementedException)
        {
            // Each host without a prompt says so by an exception of its own.
            EndBeforeFirst(PromptFaults.NobodyToConfirm(MyInvocation.MyCommand.Name, nobody));
            return false;
        }
    }

    /// <summary>
    /// Ends what is still running when the pipeline is over, and waits for it. What is left to say then is about money. No stream takes it
    /// any more, so it goes to the host.
    /// </summary>
    private protected void StopRunning(Func<Task<IReadOnlyList<string>>> stop) => PipelinePump.Run(async _ =>
    {
        _stop.Cancel();
        foreach (string sentence in await stop())
        {
            Tell(sentence);
        }
    }, _stop.Cancel);

    /// <summary>Runs a body on the pipeline thread while another one waits for it there.</summary>
    private protected void RunWithin(Func<Task> body) => PipelinePump.Run(async pump =>
    {
        PipelinePump? outer = _pump;
        _pump = pump;
        try
        {
            await body();
        }
        finally
        {
            _pump = outer;
        }
    }, _stop.Cancel);

    /// <inheritdoc cref="Cmdlet.WriteObject(object)"/>
    internal new void WriteObject(object? output) => base.WriteObject(ShortList.AddTo(output));

    /// <summary>
    /// As PowerShell's own, after what others had to warn of before. Output and errors do not wait for that: a warning may end the pipeline
    /// (-WarningAction Stop), and they must not be lost to it.
    /// </summary>
    internal new void WriteWarning(string text)
    {
        CatchUp();
        base.WriteWarning(text);
    }

    private void Tell(string sentence)
    {
        if (sentence.Length > 0 && _told.Add(sentence))
        {
            Host.UI.WriteErrorLine(sentence);
        }
    }

    /// <summary>A line for whoever sits at the prompt, as Write-Host writes it: it is no output.</summary>
    private protected void Say(string sentence) => WriteInformation(sentence, [HostTag]);

    /// <summary>Whether the operator only asks what would be done: by -WhatIf, else by the preference.</summary>
    internal bool IsTrial => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given) ? given : GetVariableValue("WhatIfPreference"));

    /// <summary>Whether anybody sees the debug stream: by -Debug, else by the preference.</summary>
    internal bool ShowsDebug => MyInvocation.BoundParameters.TryGetValue("Debug", out object? given)
        ? LanguagePrimitives.IsTrue(given)
        : PreferenceOf(GetVariableValue("DebugPreference")) is { } preference
            && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    // By -ErrorAction, else by the preference.
    private bool EndsAtErrors => PreferenceOf(MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? given)
        ? given
        : GetVariableValue("ErrorActionPreference")) == ActionPreference.Stop;

    private static ActionPreference? PreferenceOf(object? value) =>
        LanguagePrimitives.TryConvertTo(value, out ActionPreference preference) ? preference : null;

    /// <summary>
    /// A line for -Verbose. With -Debug alone PowerShell would ask at each such line whether to go on, so there it is one of the debug
    /// stream.
    /// </summary>
    internal new void WriteVerbose(string text)
    {
        if (IsGiven("Debug") && !IsGiven("Verbose"))
        {
            WriteDebug(text);
        }
        else
        {
            base.WriteVerbose(text);
        }
    }

    private bool IsGiven(string common) =>
        MyInvocation.BoundParameters.TryGetValue(common, out object? given) && LanguagePrimitives.IsTrue(given);

    /// <summary>Lets another thread have something shown by the pipeline thread while a body waits.</summary>
    internal void Show(Action action) => _pump?.Show(action);

    /// <inheritdoc cref="PipelinePump.CatchUp"/>
    internal void CatchUp() => _pump?.CatchUp();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Ctrl+C, Select-Object -First and a warning that stops leave no time for a summary, but whoever listens hears of the end.
            if (!_hasSummary)
            {
                _hasSummary = true;
                Figures.TellStopped(Summarize);
            }

            _stop.Dispose();
        }
    }
}

/// <summary>What can go wrong with a question to the operator, in words.</summary>
internal static class PromptFaults
{
    public static DocSigningException NobodyToConfirm(string cmdlet, Exception problem) => new(
        FaultKind.NobodyToConfirm,
        "Confirm",
        $"{cmdlet} asks before it acts, and nobody can be asked here. Nothing was done for this input and those after it.",
        problem);
}
