using System.Management.Automation;

namespace DigiCertDocSign.Tests.Engine;

/// <summary>What a script gave: its objects, its errors and every other stream.</summary>
internal sealed class ScriptRun
{
    public ScriptRun(IReadOnlyList<PSObject> output, ErrorRecord? terminating, PSDataStreams streams)
    {
        Output = output;
        Terminating = terminating;
        Errors = [.. streams.Error];
        Warnings = [.. streams.Warning.Select(record => record.Message)];
        Verbose = [.. streams.Verbose.Select(record => record.Message)];
        Debug = [.. streams.Debug.Select(record => record.Message)];
        Progress = [.. streams.Progress];
        Information = [.. streams.Information.Select(record => record.ToString())];
        Summaries =
        [
            .. streams.Information.Select(record => PSObject.AsPSObject(record.MessageData))
                .Where(message => message.Properties["ExitCode"] is not null),
        ];
    }

    public IReadOnlyList<PSObject> Output { get; }

    public ErrorRecord? Terminating { get; }

    public IReadOnlyList<ErrorRecord> Errors { get; }

    public IReadOnlyList<string> Warnings { get; }

    public IReadOnlyList<string> Verbose { get; }

    public IReadOnlyList<string> Debug { get; }

    public IReadOnlyList<ProgressRecord> Progress { get; }

    public IReadOnlyList<string> Information { get; }

    /// <summary>How the commands went, each by itself.</summary>
    public IReadOnlyList<PSObject> Summaries { get; }

    /// <summary>The ErrorIds, terminating one included, without the command's name behind the comma.</summary>
    public IEnumerable<string> ErrorIds =>
        Errors.Concat(Terminating is null ? [] : [Terminating]).Select(error => error.FullyQualifiedErrorId.Split(',')[0]);

    /// <summary>The output, once it is known that nothing went wrong.</summary>
    public IReadOnlyList<PSObject> Clean()
    {
        // The whole texts, of which Assert.Empty would show the beginning alone.
        IEnumerable<ErrorRecord> all = Errors.Concat(Terminating is null ? [] : [Terminating]);
        string[] errors = [.. all.Select(error => $"{error.FullyQualifiedErrorId}: {error}")];
        Assert.True(errors.Length == 0, string.Join("\n", errors));
        return Output;
    }

    public T Value<T>(string property, int row = 0) => LanguagePrimitives.ConvertTo<T>(Output[row].Properties[property].Value);
}
