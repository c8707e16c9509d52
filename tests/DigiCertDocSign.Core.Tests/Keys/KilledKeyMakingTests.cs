using System.Diagnostics;
using System.Globalization;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;
using DigiCertDocSign.Tests.Tokens;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>
/// A process that makes keys and CSRs for a hundred people is killed at a random point and run again until it is done.
/// KEY_KILL_TRIALS sets how many are killed of each kind.
/// </summary>
[Collection(nameof(SoftHsm))]
public sealed class KilledKeyMakingTests(SoftHsm hsm)
{
    private const int Trials = 1;
    private const int People = 100;

    // What .NET ends a process with: SIGKILL, to which the runtime adds 128, or on Windows a code of its own.
    private static readonly string Killed = OperatingSystem.IsWindows() ? "exit code -1." : "exit code 137.";

    // As many as the child works for at once.
    private const int AtOnce = 4;

    private static readonly int Wanted =
        int.TryParse(Environment.GetEnvironmentVariable("KEY_KILL_TRIALS"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? asked
            : Trials;

    [Fact]
    public async Task Key_files_and_their_CSRs_survive_a_kill_and_are_completed_by_the_next_run()
    {
        using var opener = new KeyOpener(Secret.Of(), null);
        await KillAndCompleteAsync(async folder =>
        {
            foreach ((string? email, CsrInfo? csr) in Csrs(folder))
            {
                using ISigningKey key = await opener.OpenAsync(folder.File(email + FilePlacement.KeySuffix), CancellationToken.None);
                AssertPair(key, csr);
            }

            return Directory.GetFiles(folder.Path, "*" + FilePlacement.KeySuffix).Length;
        }, () => [Secret.Text], files: People * 2, broken: 0);
    }

    [SoftHsmFact]
    public async Task Keys_on_a_token_and_their_CSRs_survive_a_kill_and_the_next_run_completes_them()
    {
        string label = "";
        await KillAndCompleteAsync(async folder =>
        {
            using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
            foreach ((string? email, CsrInfo? csr) in Csrs(folder))
            {
                // Were there a second key of that label that signs, none would be taken up.
                using ISigningKey? key = await store.TakeUpAsync(email, KeyAlgorithm.P256, KeyHints.None, CancellationToken.None);
                AssertPair(key!, csr);
            }

            return hsm.CountPairs(label);
        }, () => [SoftHsm.Pin, SoftHsm.Module, label = hsm.NewToken()], files: People, broken: AtOnce);
    }

    [SoftHsmFact]
    public async Task After_a_kill_of_a_run_that_makes_all_keys_anew_the_next_tells_old_from_new()
    {
        using var folder = new TempFolder();
        string label = hsm.NewToken();
        string[] arguments = [folder.Path, People.ToString(CultureInfo.InvariantCulture), SoftHsm.Pin, SoftHsm.Module, label];
        Assert.Empty(await RunAsync(arguments));
        Assert.Equal(Killed, await RunAsync([.. arguments, "new"], killAt: People / 5));
        int made = hsm.CountPairs(label);
        Assert.InRange(made, People + 1, (2 * People) - 1);

        string faults = await RunAsync(arguments);
        Assert.True(faults.Length == 0, faults);

        Assert.Equal((People, made), (Csrs(folder).Count(), hsm.CountPairs(label)));
        using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
        foreach ((string? email, CsrInfo? csr) in Csrs(folder))
        {
            using ISigningKey? key =
                await store.TakeUpAsync(email, KeyAlgorithm.P256, new KeyHints(csr.PublicKeySha256, () => []), CancellationToken.None);
            AssertPair(key!, csr);
        }
    }

    /// <param name="countKeysAsync">Holds every CSR that is there against its key; gives how many keys there are.</param>
    /// <param name="newStore">The arguments of the child that name an empty store.</param>
    /// <param name="files">How many files there are in the end.</param>
    /// <param name="broken">
    /// How many keys a kill may leave that nobody can use, since the store itself writes them in several steps.
    /// </param>
    private async Task KillAndCompleteAsync(Func<TempFolder, Task<int>> countKeysAsync, Func<string[]> newStore, int files, int broken)
    {
        int kills = 0;
        for (int trial = 0; kills < Wanted; trial++)
        {
            // One that has ended before the kill reached it proves nothing, and another is tried; were that the rule, the test would be
            // worth nothing.
            Assert.InRange(trial, 0, 10 * Wanted);
            using var folder = new TempFolder();
            var random = new Random(trial);
            string[] arguments = [folder.Path, People.ToString(CultureInfo.InvariantCulture), .. newStore()];
            kills += await RunAsync(arguments, killAt: random.Next(0, People * 3 / 4), random.Next(15)) == Killed ? 1 : 0;

            int csrs = Csrs(folder).Count();
            Assert.InRange(await countKeysAsync(folder), csrs, csrs + AtOnce);

            string faults = await RunAsync(arguments);
            Assert.True(faults.Length == 0, $"Trial {trial}: {faults}");
            Assert.Equal(People, Csrs(folder).Count());
            Assert.InRange(await countKeysAsync(folder), People, People + broken);
            Assert.Equal(files, Directory.GetFileSystemEntries(folder.Path).Length);
        }
    }

    private static IEnumerable<(string Email, CsrInfo Csr)> Csrs(TempFolder folder) =>
        from path in Directory.GetFiles(folder.Path, "*" + FilePlacement.CsrSuffix)
        select (Path.GetFileName(path)[..^FilePlacement.CsrSuffix.Length], CsrInspector.Inspect(File.ReadAllText(path)));

    private static void AssertPair(ISigningKey key, CsrInfo csr)
    {
        Assert.Equal(csr.PublicKeySha256, Sha256.Of(key.GetSubjectPublicKeyInfo()));
        Assert.NotEmpty(key.Sign([1, 2, 3], SignatureHash.Sha256));
    }

    /// <summary>Runs the child; kills it some milliseconds after it has said so many lines.</summary>
    /// <returns>What it said went wrong; empty when all is well.</returns>
    private async Task<string> RunAsync(string[] arguments, int killAt = int.MaxValue, int milliseconds = 0)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "DigiCertDocSign.KeyMakingChild.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SOFTHSM2_CONF"] = hsm.Configuration;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        for (int line = 0; await child.StandardOutput.ReadLineAsync() is not null; line++)
        {
            if (line == killAt)
            {
                await Task.Delay(milliseconds);
                child.Kill();
            }
        }

        await child.WaitForExitAsync();
        return child.ExitCode == 0 ? "" : $"exit code {child.ExitCode}. {await errors}".TrimEnd();
    }
}
