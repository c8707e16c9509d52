using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>How docs/examples/nightly.ps1, as its own process, tells whoever is not there: by its exit code, and by a webhook.</summary>
public sealed class NightlyToldTests : IAsyncLifetime
{
    private NightlyProcess _nights = null!;

    public async Task InitializeAsync()
    {
        _nights = await NightlyProcess.StartAsync();
        _nights.Write("1,Aas", "2,Berg");
        Answer(null);
        Give("");
    }

    public async Task DisposeAsync() => await _nights.DisposeAsync();

    [Fact]
    public async Task Each_exit_code_but_0_is_posted_with_what_went_wrong_and_without_a_secret()
    {
        await _nights.PlayAsync();
        _nights.ApproveAll();
        await _nights.PlayAsync();
        Assert.Empty(Posts());

        _nights.Write("1,Aas", "2,Berg", "3,");
        Assert.Contains("exit code 1:\\nCompare, error: ", await TellAsync(1), StringComparison.Ordinal);

        // A server that quotes the key back.
        Answer(call => call.PathAndQuery.Contains("/order/certificate?", StringComparison.Ordinal)
            ? ByHand.Answer(
                401, "application/json",
                $$"""{"errors":[{"code":"invalid_api_key","message":"The key {{NightlyProcess.ApiKey}} is not valid."}]}""")
            : null);
        string refused = await TellAsync(2);
        Assert.Contains("exit code 2:\\n", refused, StringComparison.Ordinal);
        Assert.Contains("invalid_api_key", refused, StringComparison.Ordinal);

        Answer(null);
        _nights.Write("1,Aas", "2,Berg", "2,Berg");
        Assert.Contains("exit code 3:\\nLook: Kim Berg ", await TellAsync(3), StringComparison.Ordinal);
        Give("\"Quiet\": true, ");
        string quiet = await TellAsync(3);
        Assert.Matches("exit code 3:.n1 lines in .*log-.*txt say why", quiet);
        Assert.DoesNotContain("Berg", quiet, StringComparison.Ordinal);
        Assert.DoesNotContain("@", quiet, StringComparison.Ordinal);
    }

    /// <summary>Whoever is not there hears why, and the secrets are those that systemd has laid down for the service.</summary>
    [Fact]
    public async Task A_night_that_ends_early_posts_why_and_reads_secrets_of_systemd()
    {
        string secrets = Directory.CreateDirectory(_nights.In("credentials")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "ApiKey"), NightlyProcess.ApiKey + "\n");
        await File.WriteAllTextAsync(Path.Combine(secrets, "KeyPassword"), NightlyProcess.KeyPassword + "\n");
        _nights.Environment["DOCSIGNING_APIKEY"] = null;
        _nights.Environment["DOCSIGNING_KEYPASSWORD"] = null;
        _nights.Environment["CREDENTIALS_DIRECTORY"] = secrets;
        _nights.Environment["NIGHTLY_LIST"] = _nights.In("gone.csv");

        Assert.Matches(@"exit code 2:\\nPeople ended early: .*gone\.csv", await TellAsync(2));
        Assert.Contains(_nights.Server.Calls, call => call.PathAndQuery.Contains("/order/certificate?", StringComparison.Ordinal));
    }

    /// <summary>Folder or log of the task cannot be written to, as on a full disk: nothing else would tell of the night.</summary>
    [Theory]
    [InlineData("gone:/nights", "The night could not begin: ")]
    [InlineData("list.csv", "The log cannot be written: ")]
    [InlineData("nights", "The log cannot be written: ")]
    public async Task A_night_that_cannot_begin_is_told(string folder, string said)
    {
        _nights.Environment["NIGHTLY_FOLDER"] = folder.Contains(':', StringComparison.Ordinal) ? folder : _nights.In(folder);
        Directory.CreateDirectory(_nights.In("nights", $"log-{DateTime.Now:yyyy-MM}.txt"));
        Give("\"Quiet\": true, ");

        string shown = await _nights.PlayAsync(exitCode: 2);

        Assert.Contains($"exit code 2:\\n{said}", Assert.Single(Posts()).Body, StringComparison.Ordinal);
        Assert.Contains(said, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("-- Connect", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(_nights.Server.Calls, call => !IsPost(call));
    }

    /// <returns>The body of the one post.</returns>
    private async Task<string> TellAsync(int exitCode)
    {
        _nights.Server.ForgetCalls();
        string shown = await _nights.PlayAsync(exitCode);
        RecordedCall told = Assert.Single(Posts());

        Assert.Equal("POST", told.Method);
        Assert.Matches(@"^\{\s*""text"":\s*""Certificates of Staff on [^"" ]+, exit code \d:\\n.*""\s*\}\s*$", told.Body);
        foreach (string text in new[] { told.Body, shown, File.ReadAllText(Directory.GetFiles(_nights.Folder, "log-*.txt").Single()) })
        {
            Assert.DoesNotContain(NightlyProcess.ApiKey, text, StringComparison.Ordinal);
            Assert.DoesNotContain(NightlyProcess.KeyPassword, text, StringComparison.Ordinal);
        }

        return told.Body;
    }

    private RecordedCall[] Posts() => [.. _nights.Server.Calls.Where(IsPost)];

    private static bool IsPost(RecordedCall call) => call.PathAndQuery == "/hook";

    private void Answer(Func<RecordedCall, ByHand?>? others) => _nights.Server.Answering = call =>
        IsPost(call) ? ByHand.Answer(200, "text/plain", "ok") : others?.Invoke(call);

    private void Give(string more) => _nights.Environment["NIGHTLY_MORE"] =
        $$"""{ {{more}}"Webhook": "{{new Uri(_nights.Server.BaseUri, "/hook")}}"}""";
}
