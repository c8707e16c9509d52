using System.Diagnostics;
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

        typedef int (*control)(int, int, ...);

        static int pass(const char *name, int file, int command, void *argument)
        {
            if (command == F_SETLK || command == F_SETLKW)
            {
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
        """;

    [LinuxWithCompilerFact]
    public async Task A_journal_that_cannot_be_locked_is_refused_by_the_name_of_its_file_system()
    {
        using var folder = new TempFolder();
        string source = folder.Write("locks.c", Source);
        string library = source + ".so";
        ProgramRun.Of("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"]).MustSucceed();
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

        ShellResult result = await Pwsh.RunAsync(start);

        Assert.Equal("", result.Errors);
        Assert.StartsWith("RunLocksUnusable,", result.Output, StringComparison.Ordinal);
        Assert.Contains("missing/journal.db is (file system ", result.Output, StringComparison.Ordinal);
        Assert.Contains("a local disk with Connect-DocSigning -JournalPath", result.Output, StringComparison.Ordinal);
        Assert.Contains("Orders: 0", result.Output, StringComparison.Ordinal);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class LinuxWithCompilerFactAttribute : FactAttribute
    {
        public LinuxWithCompilerFactAttribute() => Skip =
            !OperatingSystem.IsLinux() ? "A library before the system's own is loaded on Linux."
            : ProgramRun.IsInstalled("cc") ? null
            : "There is no C compiler (Debian: gcc, libc6-dev).";
    }
}
