using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>What holds for every source file. An exception stands here with its reason, or it does not stand.</summary>
public sealed class SourceConventionTests
{
    private const int MethodLines = 45;

    private static readonly Dictionary<string, string> Blocking = new()
    {
        ["src/DigiCertDocSign/Cmdlets/PipelinePump.cs"] =
            "The one bridge from PowerShell's synchronous pipeline; the task has ended when it is asked.",
        ["src/DigiCertDocSign.Core/Keys/Pkcs11/Pkcs11Sessions.cs"] =
            "A signature is asked for synchronously, on a worker thread, and waits there for a session of the token.",
    };

    [Fact]
    public void Methods_are_short()
    {
        Assert.NotEmpty(SourceFile.All);
        IEnumerable<string> tooLong = SourceFile.All.SelectMany(file => MethodSizes.Measure(file)
            .Where(method => method.Lines > MethodLines)
            .Select(method => $"{file.Path} {method.Method}"));

        Assert.Empty(tooLong);
    }

    [Fact]
    public void The_measure_of_methods_sees_blocks_expressions_and_lambdas()
    {
        SourceFile pump = SourceFile.All.Single(file => file.Path.EndsWith("Cmdlets/PipelinePump.cs", StringComparison.Ordinal));
        var sizes = MethodSizes.Measure(pump).ToDictionary(method => method.Method, method => method.Lines);

        Assert.Equal(
            [
                "CatchUp", "CreateCopy", "End", "Piece", "PipelinePump", "Post", "Run", "Send", "Show", "ShowNow", "Take", "TakeShown",
                "TryAdd",
            ],
            sizes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, sizes["Show"]);
        Assert.InRange(sizes["Run"], 15, MethodLines);
        Assert.All(
            SourceFile.All.Where(file => file.Project == "DigiCertDocSign"
                && file.Code.Contains("void ProcessRecord()", StringComparison.Ordinal)),
            file =>
                Assert.Contains(MethodSizes.Measure(file), method => method.Method is "ProcessRecord" or "EndProcessing"));
    }

    [Fact]
    public void Scripts_that_are_not_ASCII_have_a_byte_order_mark()
    {
        string[] scripts =
        [
            .. new[] { "docs", "module", "tests", "" }
                .SelectMany(folder => Directory.EnumerateFiles(
                    Path.Combine(Repository.Root, folder),
                    "*.ps*1",
                    folder.Length > 0 ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly))
                .Where(path => Path.GetExtension(path) is ".ps1" or ".psm1" or ".psd1"
                    && !Regex.IsMatch(path, @"[\\/](obj|bin)[\\/]")),
        ];
        Assert.Contains(scripts, path => Path.GetFileName(path) == "order-for-a-team.ps1");

        Assert.DoesNotContain(scripts, path =>
        {
            byte[] content = File.ReadAllBytes(path);
            return content.Any(one => one > 127) && content is not [0xEF, 0xBB, 0xBF, ..];
        });
    }

    [Fact]
    public void Nothing_waits_for_a_task_by_blocking_a_thread()
    {
        // Outcome.Result is a value of Polly's, no task.
        var pattern = new Regex(@"(?<!Outcome)\.Result\b|\.Wait\(|\.GetAwaiter\(\)\s*\.GetResult\(\)|\bTask\.WaitA(ll|ny)\(");

        Assert.Equal(Blocking.Keys.Order(StringComparer.Ordinal), FilesWith(pattern));
    }

    [Fact]
    public void Nothing_asks_a_clock_but_its_TimeProvider()
    {
        var pattern = new Regex(
            @"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b|\bThread\.Sleep\b|\bStopwatch\b"
                + @"|\bTickCount(64)?\b|\bnew (System\.Threading\.)?Timer\(|\bTask\.Delay\((?![^;]*\b[tT]ime(Provider)?\b)");

        Assert.Empty(SourceFile.Shipped.SelectMany(file => file.Find(pattern)));
    }

    /// <summary>Two rules for one address bought two orders. This sees a comparison that names what it compares.</summary>
    [Fact]
    public void Only_EmailAddress_takes_the_case_off_an_address()
    {
        const string Address = "(?i:mail)";
        const string Folding = "(IgnoreCase|ToLower|ToUpper)";
        var pattern = new Regex(Address + "[^;{}]*" + Folding + "|" + Folding + "[^;{}]*" + Address);
        HashSet<string> ours = [.. SourceFile.Shipped.Where(file => file.Project != "CertCentral.Sandbox").Select(file => file.Path)];

        Assert.DoesNotContain(FilesWith(pattern), ours.Contains);
    }

    private static IEnumerable<string> FilesWith(Regex pattern) =>
        SourceFile.Shipped.Where(file => pattern.IsMatch(file.Code)).Select(file => file.Path).Order(StringComparer.Ordinal);
}
