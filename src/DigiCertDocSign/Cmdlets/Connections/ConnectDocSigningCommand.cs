using System.Globalization;
using System.Management.Automation;
using System.Security;
using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using CertCentral.Users;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Cmdlets.Connections;

[Cmdlet(
    VerbsCommunications.Connect, "DocSigning",
    DefaultParameterSetName = ApiKeySet)]
[OutputType(typeof(DocSigningConnection))]
public sealed class ConnectDocSigningCommand : DocSigningCmdlet
{
    private const string ApiKeySet = "ApiKey";
    private const string CredentialSet = "Credential";
    private const string SandboxSet = "Sandbox";

    [Parameter(
        ParameterSetName = ApiKeySet,
        Mandatory = true,
        Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString ApiKey { get; set; } = null!;

    [Parameter(
        ParameterSetName = CredentialSet,
        Mandatory = true)]
    [Credential]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    [Parameter(
        ParameterSetName = SandboxSet,
        Mandatory = true)]
    public SwitchParameter Sandbox { get; set; }

    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? SandboxPath { get; set; }

    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? SandboxApprovalSec { get; set; }

    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? SandboxValidationSec { get; set; }

    [Parameter(ParameterSetName = SandboxSet)]
    public SwitchParameter SandboxCompany { get; set; }

    [Parameter(ParameterSetName = SandboxSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTime? SandboxDate { get; set; }

    [Parameter(ParameterSetName = SandboxSet)]
    [FieldsOf(typeof(SandboxFaultRule))]
    [ArgumentCompleter(typeof(FieldCompleter))]
    public SandboxFaultRule[] SandboxFault { get; set; } = [];

    [Parameter(ParameterSetName = SandboxSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int SandboxSeed { get; set; }

    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateSet("US", "EU")]
    public string Region { get; set; } = "US";

    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Uri? BaseUri { get; set; }

    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public Uri? Proxy { get; set; }

    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [Credential]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSCredential? ProxyCredential { get; set; }

    [Parameter]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int TimeoutSec { get; set; } = 100;

    [Parameter]
    [ArgumentCompleter(typeof(WordCompleter))]
    public string[] RateLimit { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? JournalDatabase { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? JournalDatabasePassword { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string? Name { get; set; }

    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The clock, for rehearsals and tests that do not want to wait.</summary>
    [Parameter(DontShow = true)]
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    protected override void ProcessRecord() => RunWhole(async () =>
    {
        ConnectionStore.ForgetCurrent();
        if (StateFolder.CloseToOthers() is { } open)
        {
            WriteWarning(open);
        }

        if (JournalDatabase is not null ? JournalPath is not null : JournalDatabasePassword is not null)
        {
            throw ConnectionFaults.OneJournal(JournalDatabase is not null);
        }

        DocSigningConnection connection = Open();
        if (connection.JournalPlace.Warning is { } weak)
        {
            WriteWarning(weak);
        }

        await WarnOfLeftJournalAsync();
        if (!SkipValidation)
        {
            await ValidateAsync(connection);
        }

        ConnectionStore.Add(connection);
        if (PassThru)
        {
            WriteObject(connection);
        }
    });

    private DocSigningConnection Open() => ParameterSetName switch
    {
        SandboxSet => OpenSandbox(new SandboxTime(TimeProvider)),
        CredentialSet => ConnectionFactory.OpenAccount(Common(TimeProvider), Credential.Password),
        _ => ConnectionFactory.OpenAccount(Common(TimeProvider), ApiKey),
    };

    private DocSigningConnection OpenSandbox(SandboxTime time) => ConnectionFactory.OpenSandbox(
        Common(time),
        new SandboxOptions
        {
            TimeProvider = time,
            BeginsAt = SandboxDate is { } date ? SandboxDates.Read(nameof(SandboxDate), date) : null,
            StatePath = SandboxPath is null ? null : FilePath.Resolve(this, SandboxPath),
            SeedCompany = SandboxCompany,
            ApprovalDelay = SandboxApprovalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ValidationDelay = Validation,
            Faults = new SandboxFaultPlan { Seed = SandboxSeed, Rules = SandboxFault },
        });

    // Who has a company to look after turns the clock: there vetting takes days, as it does.
    private TimeSpan Validation => SandboxValidationSec is { } seconds ? TimeSpan.FromSeconds(seconds)
        : SandboxCompany || SandboxDate is not null ? TimeSpan.FromDays(3)
        : TimeSpan.FromSeconds(60);

    private ConnectionSettings Common(TimeProvider time) => new()
    {
        Name = Name,
        BaseUri = BaseUri ?? (Region == "EU" ? CertCentralRegions.Eu : CertCentralRegions.Us),
        Proxy = Proxy,
        ProxyCredential = ProxyCredential?.GetNetworkCredential(),
        Timeout = TimeSpan.FromSeconds(TimeoutSec),
        Limits = RateLimit.Length == 0 ? CallLimits.Published : new CallLimits(RateLimit.Select(ReadLimit)),
        Journal = Journal(),
        PowerShellVersion = Host.Version,
        TimeProvider = time,
    };

    private static CallLimit ReadLimit(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int calls)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            && calls > 0
            && seconds > 0)
        {
            return new CallLimit(calls, TimeSpan.FromSeconds(seconds));
        }

        throw ConnectionFaults.RateLimitInvalid(text);
    }

    // What is rehearsed in a sandbox must not mingle with what was bought.
    private JournalPlace Journal() =>
        JournalDatabase is not null
            ? JournalPlace.InDatabase(JournalDatabase, JournalDatabasePassword, TimeProvider, isSandbox: Sandbox)
            : JournalFile();

    private JournalPlace JournalFile() =>
        JournalPath is not null ? JournalPlace.At(FilePath.Resolve(this, JournalPath))
        : !Sandbox ? JournalPlace.Default
        : SandboxPath is not null ? JournalPlace.At(FilePath.Resolve(this, SandboxPath) + ".journal.db")
        : JournalPlace.InMemory();

    /// <summary>The file that this user's commands use without a database may know of orders of which the database does not.</summary>
    private async Task WarnOfLeftJournalAsync()
    {
        if (JournalDatabase is null)
        {
            return;
        }

        try
        {
            if (JournalFile().Path is { } path)
            {
                using IJournalFile left = JournalPlace.OpenFile(path);
                if (await left.IsLeftAsync(StopToken))
                {
                    WriteWarning(
                        $"The journal {path} has entries and was not taken into the database: what it has in doubt is not known there. "
                        + $"Sync-DocSigningJournal -From '{path}' takes it in.");
                }
            }
        }
        catch (DocSigningException unreadable)
        {
            // It is not the journal of this connection, which works without it.
            WriteWarning(
                $"{unreadable.Message} It is the file that this user's commands use without a database, so nobody knows whether it has "
                + "something in doubt that the database does not know.");
        }
    }

    /// <summary>
    /// A database or a schema that was mistyped would be a second journal, which nobody notices. A rehearsal buys nothing.
    /// </summary>
    private async Task WarnOfNewJournalAsync(JournalPlace place)
    {
        if (!Sandbox && !await place.IsMadeAsync(StopToken))
        {
            WriteWarning(
                $"There is no journal in {place} yet; the first command that writes to it makes one. Where your team has a journal "
                + "already, this is another one, which knows nothing of its orders: then correct -JournalDatabase before you order.");
        }
    }

    private async Task ValidateAsync(DocSigningConnection connection)
    {
        try
        {
            if (JournalDatabase is not null)
            {
                // Calls are counted there, and orders kept: what is wrong with it is told now, and not as a slow count.
                await WarnOfNewJournalAsync(connection.JournalPlace);
                _ = await connection.OpenJournal().FindByReferenceAsync(0, "", StopToken);
            }

            UserInfo me = await connection.OpenClient(new PipelineObserver(this)).Users.GetMeAsync(StopToken);
            connection.AccountId = me.AccountId;
            connection.UserName = me.Username;
            connection.Roles = (me.AccessRoles ?? []).Select(role => role.Name ?? "").ToArray();
        }
        catch
        {
            connection.Close();
            throw;
        }
    }
}
