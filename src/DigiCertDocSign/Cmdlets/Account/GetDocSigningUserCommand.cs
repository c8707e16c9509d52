using System.Management.Automation;
using CertCentral.Users;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(
    VerbsCommon.Get, "DocSigningUser",
    DefaultParameterSetName = ListSet)]
[OutputType(typeof(SigningUser))]
public sealed class GetDocSigningUserCommand : ConnectedCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "UserId";
    private const string MeSet = "Me";

    [Parameter(
        ParameterSetName = IdSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("UserId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public long[] UserId { get; set; } = [];

    [Parameter(ParameterSetName = MeSet, Mandatory = true)]
    public SwitchParameter Me { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[] Email { get; set; } = ["*"];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long? ContainerId { get; set; }

    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case IdSet:
                RunForEach(UserId, async id => Write(SigningUser.From(await Client.Users.GetAsync(id, StopToken))));
                break;
            case MeSet:
                RunWhole(async () => Write(SigningUser.From(await Client.Users.GetMeAsync(StopToken))));
                break;
            default:
                RunWhole(ListAsync);
                break;
        }
    }

    private async Task ListAsync()
    {
        var names = new NamePatterns(Name);
        var addresses = new NamePatterns(Email);
        await foreach (UserInfo row in Client.Users.ListAsync(StopToken))
        {
            var user = SigningUser.From(row);
            if (names.Match(user.Person, user.UserName)
                && addresses.Match(user.Email)
                && (ContainerId is null || user.ContainerId == ContainerId))
            {
                Write(user);
            }
        }
    }

    private void Write(SigningUser user)
    {
        Target.Seen.Note(SeenKind.User, user.UserId, user.Person ?? user.UserName);
        WriteObject(user);
    }
}
