using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>
/// A process that makes keys and CSRs for a list is killed in the middle: no CSR is there without its key, and the list goes on.
/// </summary>
public sealed class KilledCsrRunTests : IDisposable
{
    private const int People = 400; // so many that the kill always comes in the middle, quick as keys on a curve are
    private const string Password = "a long sentence for the keys";
    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public async Task Every_CSR_that_is_there_has_its_key(int killedAfter)
    {
        await RunAsync(killedAfter);
        AssertKeys(atLeast: killedAfter);
        Dictionary<string, byte[]> before = Directory.GetFiles(_folder, "*.csr.pem").ToDictionary(path => path, File.ReadAllBytes);

        await RunAsync(killedAfter: null);

        AssertKeys(atLeast: People);

        Assert.Equal(People, Directory.GetFiles(_folder, "*.csr.pem").Length);
        Assert.All(before, csr => Assert.Equal(csr.Value, File.ReadAllBytes(csr.Key)));
    }

    private void AssertKeys(int atLeast)
    {
        string[] paths = [.. Directory.GetFiles(_folder, "*.csr.pem").OrderBy(File.GetLastWriteTimeUtc)];
        Assert.InRange(paths.Length, atLeast, People);
        Assert.All(paths, path => Assert.True(File.Exists(KeyOf(path)), path));

        // Opening a key takes a while by design; the last ones are those that a kill could have cut short.
        foreach (string path in paths.TakeLast(3))
        {
            using var key = ECDsa.Create();
            key.ImportFromEncryptedPem(File.ReadAllText(KeyOf(path)), Password);
            var csr = CertificateRequest.LoadSigningRequestPem(File.ReadAllText(path), HashAlgorithmName.SHA256);
            Assert.Equal(csr.PublicKey.ExportSubjectPublicKeyInfo(), key.ExportSubjectPublicKeyInfo());
        }
    }

    private static string KeyOf(string path) => path.Replace(".csr.pem", ".key.pem", StringComparison.Ordinal);

    /// <summary>Kills the process when it has told of so many CSRs; null lets it end.</summary>
    private async Task RunAsync(int? killedAfter)
    {
        string script = Path.Combine(_folder, "make.ps1");
        await File.WriteAllTextAsync(script, $$"""
            $password = [System.Net.NetworkCredential]::new('', '{{Password}}').SecurePassword
            1..{{People}} | ForEach-Object { [pscustomobject]@{ GivenName = 'Nils'; Surname = "Hagen $_"; Title = 'Clerk';
                OfficePhone = '+47 55 50 01 42'; EmailAddress = "nils.hagen$_@fjordlab.example" } } |
                New-DocSigningCsr -KeyDirectory '{{_folder}}' -KeyPassword $password -KeyAlgorithm P256 -Confirm:$false |
                ForEach-Object { "made $($_.Email)" }
            """);
        using Process process = Process.Start(Pwsh.StartInfo([script]))!;
        process.StandardInput.Close();
        int made = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            made += line.StartsWith("made ", StringComparison.Ordinal) ? 1 : 0;
            if (made == killedAfter)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        Assert.Equal(killedAfter is null, process.ExitCode == 0);
    }
}
