using System.Globalization;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>
/// How a command went, for whoever was not there: the last record of each run on the information stream, also of one that could not begin
/// or that an error has ended.
/// </summary>
public record RunSummary
{
    /// <summary>The command, such as New-DocSigningOrder.</summary>
    public string Command { get; init; } = "";

    /// <summary>Inputs that are now as they were asked to be, also where there was nothing to do for them.</summary>
    public int Done { get; init; }

    public int Failed { get; init; }

    /// <summary>
    /// What is in doubt or could not be told, by what the command that clears it up takes: the references of journal entries, or the ids of
    /// orders or requests.
    /// </summary>
    public IReadOnlyList<string> InDoubtIds { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    public TimeSpan Duration { get; init; }

    /// <summary>Calls of CertCentral that the command has made, repeated ones counted each time.</summary>
    public int CallsMade { get; init; }

    /// <summary>
    /// What the new orders cost, by the price that CertCentral has given for them; null when it gave none, or in several currencies.
    /// </summary>
    public decimal? Cost { get; init; }

    public string? Currency { get; init; }

    /// <summary>Why the command could not begin, or ended before its inputs did; null when it did neither.</summary>
    public string? StoppedBecause { get; init; }

    /// <summary>
    /// For a scheduled task: 0 all is well, also where there was nothing to do; 1 some inputs failed; 2 the command could not begin or
    /// ended early; 3 something is in doubt or could not be told, so that somebody must look. The highest that applies.
    /// </summary>
    public int ExitCode => HasDoubts ? 3 : HasStopped ? 2 : Failed > 0 ? 1 : 0;

    private protected virtual bool HasDoubts => InDoubtIds.Count > 0;

    private protected virtual bool HasStopped => StoppedBecause is not null;

    /// <summary>The same with what was counted for every command alike; its own counts stay.</summary>
    /// <param name="counted">By the command.</param>
    public RunSummary With(RunSummary counted) => this with
    {
        Command = counted.Command,
        Duration = counted.Duration,
        CallsMade = counted.CallsMade,
        StoppedBecause = counted.StoppedBecause ?? StoppedBecause,
        InDoubtIds = [.. InDoubtIds.Concat(counted.InDoubtIds).Distinct()],
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        string doubts = InDoubtIds.Count > 0 ? $", {InDoubtIds.Count} in doubt ({string.Join(", ", InDoubtIds)})" : "";
        return $"{Command}: {Done} done, {Failed} failed{doubts}, {Ending}";
    }

    /// <summary>The end of the line: how long it took, what it cost, why it was stopped.</summary>
    private protected string Ending
    {
        get
        {
            string cost = Cost is { } sum ? string.Format(CultureInfo.InvariantCulture, ", for {0:N2} {1}", sum, Currency).TrimEnd() : "";
            string text = $"in {TimeSpan.FromSeconds(Math.Round(Duration.TotalSeconds)):c}{cost}.";
            return StoppedBecause is null ? text : $"{text} The run was stopped: {StoppedBecause}";
        }
    }
}
