using System.Diagnostics;

namespace CertCentral.Tests.Sandbox;

/// <summary>The openssl program as an independent judge of certificates, in a folder of its own.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-openssl-");

    public string File(string name, string content)
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, name), content);
        return name;
    }

    /// <summary>Standard output; fails the test when openssl is not content.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {output} {await error}");
        return output;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
