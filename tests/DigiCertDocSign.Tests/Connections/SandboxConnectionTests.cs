using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Connections;

public sealed class SandboxConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;

    [Fact]
    public void A_call_that_is_refused_for_another_parameter_does_not_keep_the_state_file()
    {
        using var session = new ModuleSession();
        (string, object?) path = ("path", Path.Combine(_folder, "account.json"));

        Assert.Equal(["RateLimitInvalid"], session.Run("Connect-DocSigning -Sandbox -SandboxPath $path -RateLimit 'often'", path).ErrorIds);
        session.Run("Connect-DocSigning -Sandbox -SandboxPath $path -RateLimit '100/5'").Clean();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
