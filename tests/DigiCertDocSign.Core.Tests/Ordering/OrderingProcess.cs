using System.Diagnostics;
using System.Globalization;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>A process of its own that orders for people by their numbers, against a server over a socket.</summary>
internal sealed class OrderingProcess : IDisposable
{
    private readonly Process _process;

    private OrderingProcess(Process process) => _process = process;

    /// <summary>Begins at once.</summary>
    /// <param name="server">Where it orders.</param>
    /// <param name="journal">The path of its journal.</param>
    /// <param name="people">How many people.</param>
    /// <param name="isShared">Whether the journal is written as on a share.</param>
    public static OrderingProcess Start(LoopbackServer server, string journal, int people, bool isShared = false)
    {
        var process = new OrderingProcess(
            Start("dotnet", Arguments(server, journal, 1, people), environment => Share(environment, isShared)));
        process.Begin();
        return process;
    }

    /// <summary>Makes itself ready and waits for <see cref="Begin"/>.</summary>
    /// <param name="server">Where it orders.</param>
    /// <param name="journal">The path of its journal.</param>
    /// <param name="first">The number of the first person.</param>
    /// <param name="last">The number of the last person.</param>
    /// <param name="pacing">What stands behind these arguments: folder, count, milliseconds, write to die at.</param>
    public static OrderingProcess Load(LoopbackServer server, string journal, int first, int last, params object[] pacing) =>
         new(Start("dotnet", Arguments(server, journal, first, last, pacing)));

    /// <summary>Begins at once, with people of another family, and with or without what the platform knows of Unicode.</summary>
    public static OrderingProcess Start(LoopbackServer server, string journal, int people, string surname, bool isInvariant)
    {
        var process = new OrderingProcess(Start("dotnet", Arguments(server, journal, 1, people), environment =>
        {
            environment["ORDERING_SURNAME"] = surname;
            environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = isInvariant ? "1" : "0";
        }));
        process.Begin();
        return process;
    }

    /// <summary>Begins at once, as one host of a team.</summary>
    /// <param name="server">Where it orders.</param>
    /// <param name="database">How it reaches the journal.</param>
    /// <param name="people">How many people.</param>
    /// <param name="seed">In which order it takes them.</param>
    /// <param name="calls">How many calls all hosts together may make.</param>
    /// <param name="milliseconds">In what time.</param>
    /// <param name="state">Its state folder, which other hosts do not see.</param>
    public static OrderingProcess StartHost(
        LoopbackServer server, string database, int people, int seed, int calls, int milliseconds, string state)
    {
        IEnumerable<string> arguments = Arguments(server, database, 1, people, "", calls, milliseconds, 0);
        var process = new OrderingProcess(Start("dotnet", arguments, environment =>
        {
            environment["ORDERING_SHUFFLE"] = seed.ToString(CultureInfo.InvariantCulture);
            environment["XDG_STATE_HOME"] = state;
        }));
        process.Begin();
        return process;
    }

    /// <summary>Begins at once, as a host of a team that is to stand still.</summary>
    /// <param name="server">Where it orders.</param>
    /// <param name="database">How it reaches the journal.</param>
    /// <param name="isHeld">Whether its order waits, just before its first byte, for <see cref="Begin"/>.</param>
    public static OrderingProcess StartFrozen(LoopbackServer server, string database, bool isHeld)
    {
        var process = new OrderingProcess(Start("dotnet", Arguments(server, database, 1, 1), environment =>
            environment["ORDERING_HELD"] = isHeld ? "1" : ""));
        process.Begin();
        return process;
    }

    /// <summary>Begins at once to fill the journal from the account, and orders nothing.</summary>
    public static OrderingProcess StartSync(LoopbackServer server, string journal)
    {
        var process = new OrderingProcess(
            Start("dotnet", Arguments(server, journal, 1, 0), environment => environment["ORDERING_SYNC"] = "1"));
        process.Begin();
        return process;
    }

    /// <summary>Takes a journal into a database, and dies at a step, 0 for none.</summary>
    public static OrderingProcess StartTakeIn(string journal, string database, int lastStep) => new(Start(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "DigiCertDocSign.OrderingChild.dll"), "https://nobody.invalid/", journal,
            lastStep.ToString(CultureInfo.InvariantCulture), "0",
        ],
        environment => environment["ORDERING_INTO"] = database));

    /// <summary>Begins at once, and does something to an order that stands.</summary>
    public static OrderingProcess StartAct(LoopbackServer server, string journal, string act, long orderId, string csr)
    {
        var process = new OrderingProcess(Start("dotnet", Arguments(server, journal, (int)orderId, 0), environment =>
        {
            environment["ORDERING_ACT"] = act;
            environment["ORDERING_CSR"] = csr;
        }));
        process.Begin();
        return process;
    }

    /// <summary>Begins at once, and finds that no file can grow beyond so many kilobytes.</summary>
    public static OrderingProcess StartWithLittleRoom(LoopbackServer server, string journal, int people, int kilobytes, bool isShared)
    {
        // The signal that a file may not grow would end the process; ignored, the write fails with an error, as on a full disk.
        string script = $"trap '' XFSZ; ulimit -f {kilobytes}; exec dotnet \"$@\"";
        var process = new OrderingProcess(Start(
            "bash", ["-c", script, "bash", .. Arguments(server, journal, 1, people)], environment => Share(environment, isShared)));
        process.Begin();
        return process;
    }

    /// <summary>A process that was told to lock no files, as for some network shares.</summary>
    public static OrderingProcess StartWithoutLocks(LoopbackServer server, string journal, int people)
    {
        const string Script = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1 exec dotnet \"$@\"";
        var process = new OrderingProcess(Start("bash", ["-c", Script, "bash", .. Arguments(server, journal, 1, people)]));
        process.Begin();
        return process;
    }

    public async Task IsReadyAsync() => Assert.Equal("ready", await _process.StandardOutput.ReadLineAsync());

    /// <summary>Until its order waits, held just before its first byte.</summary>
    public async Task IsHeldAsync()
    {
        await IsReadyAsync();
        Assert.Equal("held", await _process.StandardOutput.ReadLineAsync());
    }

    /// <summary>It stands still, as a machine that sleeps; nothing of it goes on.</summary>
    public void Freeze() => ProgramRun.Of("kill", "-STOP", $"{_process.Id}").MustSucceed();

    public void Wake() => ProgramRun.Of("kill", "-CONT", $"{_process.Id}").MustSucceed();

    public void Begin() => _process.StandardInput.WriteLine();

    /// <summary>Ends it, and whatever it has started, as SIGKILL does.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <returns>Its exit code and what it said went wrong; empty when all is well.</returns>
    public async Task<(int Code, string Faults)> EndAsync()
    {
        string errors = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, _process.ExitCode == 0 ? "" : $"exit code {_process.ExitCode}. {errors}");
    }

    public void Dispose() => _process.Dispose();

    private static void Share(IDictionary<string, string?> environment, bool isShared) =>
        environment["ORDERING_SHARED"] = isShared ? "1" : "";

    private static IEnumerable<string> Arguments(LoopbackServer server, string journal, int first, int last, params object[] pacing)
    {
        object[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "DigiCertDocSign.OrderingChild.dll"),
            server.BaseUri.AbsoluteUri,
            journal,
            first,
            last,
            .. pacing,
        ];
        return arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!);
    }

    private static Process Start(
        string program, IEnumerable<string> arguments, Action<IDictionary<string, string?>>? setEnvironment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // The runtime's own memory is a file to the system, and a large one, unless it may be written and executed at once.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        setEnvironment?.Invoke(start.Environment);
        return Process.Start(start)!;
    }
}
