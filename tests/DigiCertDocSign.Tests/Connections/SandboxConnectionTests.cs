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
        session.Run("Connect-DocSigning -Sandbox -SandboxPath $path -RateLimit '100/5'; Disconnect-DocSigning").Clean();
    }

    [Fact]
    public void An_address_that_is_not_there_never_means_the_real_account()
    {
        using var session = new ModuleSession();
        ScriptRun run =
            session.Run("Connect-DocSigning -ApiKey $key -BaseUri $unset -SkipValidation -PassThru", ("key", Secret.Of("a-key")));

        Assert.Equal(["ParameterArgumentValidationError"], run.ErrorIds);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Orders_of_a_sandbox_say_so_and_its_plans_are_not_ordered_elsewhere()
    {
        using var session = new ModuleSession();
        const string Setup = """
            $ConfirmPreference = 'None'
            $order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1;
                ProvisioningMethod = 'ClientApp' }
            Connect-DocSigning -Sandbox
            $plan = $people | New-DocSigningPlan @order
            """;
        (string, object?) people =
            ("people", new[] { SandboxSession.Person(), SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example", phone: "") });

        ScriptRun placed = session.Run(Setup + "\n$plan | New-DocSigningOrder -AgreeToSubscriberAgreement", people);

        Assert.True(placed.Value<bool>("Sandbox"));
        Assert.Contains("Lars Dahl", Assert.Single(placed.Warnings), StringComparison.Ordinal);

        ScriptRun elsewhere = session.Run(
            "Connect-DocSigning -ApiKey $key -SkipValidation -Name Account; $plan | New-DocSigningOrder -AgreeToSubscriberAgreement",
            ("key", Secret.Of("a-key")));
        Assert.Equal(["PlanNotReady"], elsewhere.ErrorIds);
        Assert.Contains("for the sandbox", Assert.Single(elsewhere.Errors).ToString(), StringComparison.Ordinal);

        ScriptRun beside =
            session.Run("$plan | New-DocSigningOrder -AgreeToSubscriberAgreement -Comment 'Budget 4410' -Connection Sandbox");
        Assert.Contains(
            "leave out -Comment and give it to New-DocSigningPlan",
            Assert.Single(beside.Errors).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_folder_that_others_may_open_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // each file has an access list of its own there
        }

        using var session = new ModuleSession();
        string state = Path.Combine(Environment.GetEnvironmentVariable("XDG_STATE_HOME")!, "DigiCertDocSign");
        Directory.CreateDirectory(state);
        File.SetUnixFileMode(state, (UnixFileMode)0b111_111_111);

        session.Run("Connect-DocSigning -ApiKey $key -SkipValidation", ("key", Secret.Of("a-key"))).Clean();

        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(state));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
