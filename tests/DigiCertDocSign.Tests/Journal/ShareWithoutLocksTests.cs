using System.Diagnostics;
using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>
/// A journal on a share that has no locks. There is no such share in a test: a small library answers as its system does (ENOLCK).
/// </summary>
public sealed class ShareWithoutLocksTests
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <stdarg.h>
        #include <stdlib.h>
        #include <unistd.h>

        #ifdef WITHOUT_FLOCK

        int flock(int file, int command)
        {
            errno = ENOTSUP;
            return -1;
        }

        #else

        typedef int (*control)(int, int, ...);

        static int pass(const char *name, int file, int command, void *argument)
        {
            if (command == F_SETLK || command == F_SETLKW)
            {
                int refusals = open(getenv("REFUSALS"), O_WRONLY | O_CREAT | O_APPEND, 0600);
                if (refusals < 0 || write(refusals, "x", 1) != 1)
                {
                    abort();
                }

                close(refusals);
                errno = ENOLCK;
                return -1;
            }

            return ((control)dlsym(RTLD_NEXT, name))(file, command, argument);
        }

        #define PASS(name) int name(int file, int command, ...) \
        { va_list rest; va_start(rest, command); void *argument = va_arg(rest, void *); va_end(rest); \
          return pass(#name, file, command, argument); }

        PASS(fcntl)
        PASS(fcntl64)

        #endif
        """;

    [LinuxWithCompilerTheory]
    [InlineData("-DWITHOUT_FCNTL", "where the journal", "missing/journal.db is", 1)]
    [InlineData("-DWITHOUT_FLOCK", "File locks do not hold in", "missing/journal.db.runs", 0)]
    public async Task A_journal_that_cannot_be_locked_is_refused_by_the_name_of_its_file_system(
        string define, string says, string place, int refusals)
    {
        using var folder = new TempFolder();
        string source = folder.Write("locks.c", Source);
        string library = source + ".so";
        ProgramRun.Of("cc", ["-shared", "-fPIC", define, "-o", library, source, "-ldl"]).MustSucceed();
        string script = folder.Write("order.ps1", $$"""
            Import-Module '{{Repository.Manifest}}'
            Connect-DocSigning -Sandbox -JournalPath '{{Path.GetDirectoryName(source)}}/missing/journal.db'
            $order = @{
                GivenName = 'Mira'; Surname = 'Solberg'; JobTitle = 'Buyer'; Phone = '+47 55 50 01 42'; Email = 'mira@fjordlab.example'
                OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1
                ProvisioningMethod = 'ClientApp'; AgreeToSubscriberAgreement = $true; Confirm = $false
            }
            try { New-DocSigningOrder @order } catch { "$($_.FullyQualifiedErrorId): $_ $($_.ErrorDetails.RecommendedAction)" }
            "Orders: $(@(Get-DocSigningRequest -Status pending | Where-Object Person -eq 'Mira Solberg').Count)"
            """);
        ProcessStartInfo start = Pwsh.StartInfo([script]);
        start.Environment["LD_PRELOAD"] = library;
        start.Environment["REFUSALS"] = folder.File("refusals");

        ShellResult result = await Pwsh.RunAsync(start);

        Assert.Equal("", result.Errors);
        Assert.StartsWith("RunLocksUnusable,", result.Output, StringComparison.Ordinal);
        Assert.Contains(says, result.Output, StringComparison.Ordinal);
        Assert.Matches($@"{Regex.Escape(place)} \(file system \w[^)]*\)", result.Output);

        // SQLite waits for a lock by asking for it again and again. Nobody asked a second time.
        Assert.Equal(refusals, File.Exists(folder.File("refusals")) ? File.ReadAllText(folder.File("refusals")).Length : 0);
        Assert.Contains("a local disk with Connect-DocSigning -JournalPath", result.Output, StringComparison.Ordinal);
        Assert.Contains("Orders: 0", result.Output, StringComparison.Ordinal);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class LinuxWithCompilerTheoryAttribute : TheoryAttribute
    {
        public LinuxWithCompilerTheoryAttribute() => Skip =
            !OperatingSystem.IsLinux() ? "A library before the system's own is loaded on Linux."
            : ProgramRun.IsInstalled("cc") ? null
            : "There is no C compiler (Debian: gcc, libc6-dev).";
    }
}
