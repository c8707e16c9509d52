using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Fixtures.Tokens;

/// <summary>A token in software, SoftHSM, in a temporary folder of its own; OpenSC's pkcs11-tool is the second opinion on it.</summary>
public sealed class SoftHsm : IDisposable
{
    public const string Pin = "246813";

    private const string SoPin = "975310";

    private static readonly string? Found = new[]
    {
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    }.FirstOrDefault(File.Exists);

    private static readonly string? FoundSpy = new[]
    {
        "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so",
        "/usr/lib/aarch64-linux-gnu/pkcs11-spy.so",
        "/usr/lib64/pkcs11-spy.so",
        "/usr/local/lib/pkcs11-spy.so",
    }.FirstOrDefault(File.Exists);

    private readonly TempFolder _folder;

    public SoftHsm()
        : this(new TempFolder())
    {
    }

    private SoftHsm(TempFolder folder)
    {
        _folder = folder;
        Directory.CreateDirectory(In("tokens"));
        Configure();
        if (Missing is null)
        {
            // The library reads the environment of the process, which .NET only copies.
            Assert.Equal(0, setenv("SOFTHSM2_CONF", Configuration, 1));
            Assert.Equal(0, setenv("PKCS11SPY", Module, 1));
            Assert.Equal(0, setenv("PKCS11SPY_OUTPUT", SpyLog, 1));
        }
    }

    /// <summary>Why no test with a token can run here; null when all is there.</summary>
    public static string? Missing =>
        Found is null ? "SoftHSM is not installed (Debian: softhsm2)."
        : !ProgramRun.IsInstalled("softhsm2-util") || !ProgramRun.IsInstalled("pkcs11-tool")
            ? "softhsm2-util or pkcs11-tool is not installed (Debian: softhsm2, opensc)."
            : FoundSpy is null ? "OpenSC's pkcs11-spy is not installed (Debian: opensc)."
            : null;

    /// <summary>A token whose folder is in memory, where the system has such a place, so that no disk is measured.</summary>
    public static SoftHsm InMemory() => new(new TempFolder(onDisk: false));

    /// <summary>OpenSC's module that hands every call on to SoftHSM and writes it down.</summary>
    public static string Spy => FoundSpy!;

    public static string Module => Found!;

    /// <summary>What a process that uses the token has in SOFTHSM2_CONF.</summary>
    public string Configuration => In("softhsm2.conf");

    private string SpyLog => In("spy.log");

    /// <summary>Makes an empty token. The library must not be in use: it looks for tokens when it starts.</summary>
    /// <returns>The label.</returns>
    public string NewToken(string? label = null, string pin = Pin)
    {
        label ??= "T" + Guid.NewGuid().ToString("N")[..12];
        Run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", SoPin);
        return label;
    }

    /// <summary>Takes mechanisms away, as a token that has only some of them.</summary>
    public void Configure(string mechanisms = "ALL") => File.WriteAllText(
        Configuration,
        $"directories.tokendir = {In("tokens")}\nobjectstore.backend = file\nlog.level = ERROR\nslots.mechanisms = {mechanisms}\n");

    public string Tool(string label, params string[] arguments) =>
        Run("pkcs11-tool", ["--module", Module, "--token-label", label, "--login", "--pin", Pin, .. arguments]);

    /// <summary>How many private keys pkcs11-tool counts.</summary>
    public int CountKeys(string label) => Tool(label, "--list-objects", "--type", "privkey").Split('\n')
        .Count(line => line.StartsWith("Private Key Object", StringComparison.Ordinal));

    /// <summary>
    /// How many keys have both halves, by their IDs. A process that is killed while the token makes a pair can leave one half of it.
    /// </summary>
    public int CountPairs(string label)
    {
        string[] objects = Regex.Split(Tool(label, "--list-objects"), @"^(?=\w+ Key Object)", RegexOptions.Multiline);
        string[] Ids(string kind) => [.. objects.Where(one => one.StartsWith(kind, StringComparison.Ordinal))
            .Select(one => Regex.Match(one, @"^\s+ID:\s+(\S+)", RegexOptions.Multiline).Groups[1].Value)];
        return Ids("Private").Intersect(Ids("Public")).Count(id => id.Length > 0);
    }

    /// <summary>
    /// The certificates on the token as pkcs11-tool lists them: a block of lines each, with label, subject, serial and ID.
    /// </summary>
    public string[] Certificates(string label) => [.. Tool(label, "--list-objects", "--type", "cert")
        .Split("Certificate Object;", StringSplitOptions.None).Skip(1)];

    /// <summary>The certificate with this id as pkcs11-tool reads it: DER.</summary>
    public byte[] ReadCertificate(string label, string id)
    {
        Tool(label, "--read-object", "--type", "cert", "--id", id, "--output-file", In("certificate.der"));
        return File.ReadAllBytes(In("certificate.der"));
    }

    /// <summary>A signature that pkcs11-tool makes with the key of this id; the ECDSA one as DER.</summary>
    public byte[] Sign(string label, string id, string mechanism, byte[] input)
    {
        File.WriteAllBytes(In("input"), input);
        Tool(
            label,
            "--sign",
            "--id",
            id,
            "--mechanism",
            mechanism,
            "--signature-format",
            "openssl",
            "--input-file",
            In("input"),
            "--output-file",
            In("output"));
        return File.ReadAllBytes(In("output"));
    }

    /// <summary>How often each function was called through the spy since it was last asked; none when it was not even loaded.</summary>
    public Dictionary<string, int> TakeCalls()
    {
        if (!File.Exists(SpyLog))
        {
            return [];
        }

        var calls = File.ReadLines(SpyLog).Select(line => Regex.Match(line, @"^\d+: (C_\w+)$")).Where(match => match.Success)
            .GroupBy(match => match.Groups[1].Value).ToDictionary(same => same.Key, same => same.Count());
        File.Delete(SpyLog);
        return calls;
    }

    public string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["SOFTHSM2_CONF"] = Configuration;
        return ProgramRun.Of(start).MustSucceed().Output;
    }

    public void Dispose() => _folder.Dispose();

    private string In(string name) => _folder.File(name);

#pragma warning disable IDE1006, SYSLIB1054, CA2101 // the name of the C library
    [DllImport("libc", SetLastError = true)]
    private static extern int setenv(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}

/// <summary>A fact that needs SoftHSM and OpenSC; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SoftHsmFactAttribute : FactAttribute
{
    public SoftHsmFactAttribute() => Skip = SoftHsm.Missing;
}

/// <summary>A theory that needs SoftHSM and OpenSC; skipped, and counted as skipped, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SoftHsmTheoryAttribute : TheoryAttribute
{
    public SoftHsmTheoryAttribute() => Skip = SoftHsm.Missing;
}
