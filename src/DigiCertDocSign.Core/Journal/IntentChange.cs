using System.Globalization;

namespace DigiCertDocSign;

/// <summary>A step of an intent: who brought it into which state, and when.</summary>
public sealed record IntentChange
{
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The state before; null for the first.</summary>
    public IntentState? From { get; init; }

    /// <summary>The state after; the same where another run has taken the intent over.</summary>
    public required IntentState To { get; init; }

    /// <summary>The run that changed it.</summary>
    public required string RunId { get; init; }

    /// <summary>The user who started the run; null where that was not noted.</summary>
    public string? UserName { get; init; }

    /// <summary>The machine on which the run was at work; null where that was not noted.</summary>
    public string? HostName { get; init; }

    public override string ToString()
    {
        string time = ChangedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string who = UserName is null ? "" : $", {UserName} on {HostName}";
        return $"{time} {(From is { } from && from != To ? $"{from} -> " : "")}{To}{who}";
    }
}
