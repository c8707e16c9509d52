using System.Globalization;
using System.Runtime.InteropServices;

namespace DigiCertDocSign.Fixtures.Tokens;

/// <summary>
/// A module before SoftHSM that has the bad days which SoftHSM never has: full, locked, pulled out, short of sessions. It is a
/// little library in C, made when the first test asks for it; faulty-pkcs11.c says what it can be told.
/// </summary>
public sealed class FaultyToken : IDisposable
{
    private static readonly Lazy<string> Library = new(Compile);

    private readonly string _folder = Directory.CreateTempSubdirectory("faulty-").FullName;

    /// <param name="settings">As <c>name value</c>.</param>
    public FaultyToken(params string[] settings)
    {
        // A library of its own for each test: one that is loaded twice under one name is the same.
        File.Copy(Library.Value, Module);
        File.WriteAllLines(Module + ".conf", [$"module {SoftHsm.Module}", .. settings]);
    }

    /// <summary>Why no such test can run here; null when all is there.</summary>
    public static string? Missing =>
        SoftHsm.Missing ?? (OperatingSystem.IsWindows() ? "The faulty token is built on Unix alone."
            : ProgramRun.IsInstalled("cc") ? null
            : "There is no C compiler (Debian: gcc, libc6-dev).");

    public string Module => Path.Combine(_folder, "faulty.so");

    /// <summary>What was called, in order.</summary>
    public IReadOnlyList<string> Log => File.Exists(Module + ".log") ? File.ReadAllLines(Module + ".log") : [];

    /// <summary>The most sessions that were open at once.</summary>
    public int MostSessions => Sessions("C_OpenSession").DefaultIfEmpty(0).Max();

    public int Count(string call) => Log.Count(line => line.Split(' ')[0] == call);

    /// <summary>Lets what the setting "hold", "hold-start" or "hold-sign" names wait, until <see cref="LetGo"/>.</summary>
    public void Hold() => File.WriteAllText(Module + ".hold", "");

    public void LetGo() => File.Delete(Module + ".hold");

    /// <summary>Waits until so many lines of the log begin so; for what happens on the token in its own time.</summary>
    public async Task SeenAsync(string line, int times = 1)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Log.Count(one => one.StartsWith(line, StringComparison.Ordinal)) < times)
        {
            await Task.Delay(1, guard.Token);
        }
    }

    /// <summary>
    /// Every session that was opened is closed, and so is the module; who was let go closes them when the token has done its work.
    /// </summary>
    public void AssertClosed()
    {
        Assert.True(SpinWait.SpinUntil(() => Count("C_Finalize") == Count("C_Initialize"), TimeSpan.FromMinutes(2)));
        Assert.Equal(Count("C_OpenSession"), Count("C_CloseSession"));
        Assert.Equal("C_Finalize", Log[^1]);
    }

    /// <summary>
    /// Waits until the module is closed, since the next one has the same SoftHSM behind it and would be closed with this one. What was
    /// let go may write a last line meanwhile.
    /// </summary>
    public void Dispose()
    {
        Assert.True(SpinWait.SpinUntil(() => Count("C_Finalize") == Count("C_Initialize"), TimeSpan.FromMinutes(2)));
        Assert.True(SpinWait.SpinUntil(IsDeleted, TimeSpan.FromMinutes(2)));
    }

    private bool IsDeleted()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException) when (Directory.Exists(_folder))
        {
            return false;
        }

        return true;
    }

    private IEnumerable<int> Sessions(string call) =>
        Log.Select(line => line.Split(' '))
            .Where(parts => parts[0] == call)
            .Select(parts => int.Parse(parts[1], CultureInfo.InvariantCulture));

    private static string Compile()
    {
        string folder = Directory.CreateTempSubdirectory("faulty-build-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        string library = Path.Combine(folder, "faulty.so");
        string source = Path.Combine(AppContext.BaseDirectory, "Tokens", "faulty-pkcs11.c");
        string[] libraries = RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? [] : ["-ldl", "-pthread"];
        ProgramRun.Of("cc", ["-shared", "-fPIC", "-o", library, source, .. libraries]).MustSucceed();
        return library;
    }
}

/// <summary>A fact that needs SoftHSM, OpenSC and a C compiler; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultyTokenFactAttribute : FactAttribute
{
    public FaultyTokenFactAttribute() => Skip = FaultyToken.Missing;
}

/// <summary>A theory that needs SoftHSM, OpenSC and a C compiler; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultyTokenTheoryAttribute : TheoryAttribute
{
    public FaultyTokenTheoryAttribute() => Skip = FaultyToken.Missing;
}
