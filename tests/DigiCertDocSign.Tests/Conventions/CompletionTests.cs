using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>What Tab offers behind a parameter.</summary>
public sealed class CompletionTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Offered =
        "function Offered($Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches | ForEach-Object CompletionText }";

    // Where a file or a folder is meant. -KeyReference takes a path as well.
    private static readonly string[] Paths =
        ["Path", "KeyDirectory", "KeyPath", "CsrDirectory", "JournalPath", "SandboxPath", "KeyReference", "From"];

    public static TheoryData<string> Names => ModuleCmdlets.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_are_offered_where_a_file_is_meant_and_nowhere_else(string cmdlet)
    {
        string[] names =
        [
            .. ModuleCmdlets.Get(cmdlet).Parameters.Values
                .Where(parameter => !parameter.SwitchParameter)
                .Where(parameter => !parameter.Attributes.OfType<ParameterAttribute>().All(one => one.DontShow))
                .Select(parameter => parameter.Name)
                .Except(Cmdlet.CommonParameters),
        ];
        File.WriteAllText(Path.Combine(sandbox.Folder, "a-file.txt"), "");

        ScriptRun run = sandbox.Run(
            Offered + "; Push-Location $folder; "
                + "foreach ($name in $names) { if ((Offered \"$cmdlet -$name \") -match 'a-file') { $name } }; Pop-Location",
            ("cmdlet", cmdlet),
            ("names", names));

        Assert.Equal(
            names.Intersect(Paths).Order(StringComparer.Ordinal),
            run.Clean().Select(name => name.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_journal_knows_is_offered()
    {
        ScriptRun run = sandbox.Run(
            $$"""
            {{Offered}}
            $order = @{ @BASICS@; ProvisioningMethod = 'ClientApp' }
            $placed = $person | New-DocSigningOrder @order
            Offered "Get-DocSigningOrder $("$($placed.OrderId)".Substring(0, 2))"
            Offered 'Get-DocSigningOrderStatus -OrderId '
            Offered "Approve-DocSigningRequest $("$($placed.RequestId)".Substring(0, 2))"
            Offered 'Get-DocSigningJournal -Email TAB'
            Offered 'Get-DocSigningOrder -Connection NoSuchOne -OrderId '
            (Get-DocSigningJournal -Email 'tab.*').OrderId
            (Get-DocSigningJournal -Email 'tab.*' -OrderId $placed.OrderId).OrderId
            @(Get-DocSigningJournal -Email '*nobody*').Count
            Offered 'Get-DocSigningJournal -TargetOrderId '
            $placed | Approve-DocSigningRequest
            Stop-DocSigningOrder $placed.OrderId -Note 'Ordered by mistake'
            $act = Get-DocSigningJournal -Kind Cancellation
            Offered 'Get-DocSigningJournal -TargetOrderId '
            "$(Offered 'Resume-DocSigningOrder ' | Sort-Object)" -eq "$((Get-DocSigningJournal).Reference | Sort-Object)"
            (Offered "Get-DocSigningJournal -Reference $($act.Reference.Substring(0, 8))") -eq $act.Reference
            """,
            ("person", SandboxSession.Person("Tab", "Solberg", "tab.solberg@fjordlab.example")));

        string id = sandbox.Run("$placed.OrderId").Clean()[0].ToString();
        string request = sandbox.Run("$placed.RequestId").Clean()[0].ToString();
        Assert.Equal(
            [id, id, request, "tab.solberg@fjordlab.example", id, id, "0", id, "True", "True"], run.Clean().Select(one => one.ToString()));
    }

    [Theory]
    [InlineData("Connect-DocSigning -Name Te", "Test")]
    [InlineData("Disconnect-DocSigning Te", "Test")]
    [InlineData("New-DocSigningOrder -KeySize p", "p-256")]
    [InlineData("New-DocSigningOrder -Years ", "3")]
    [InlineData("New-DocSigningCsr -PropertyMap ", "@{ JobTitle = '' }")]
    [InlineData("Connect-DocSigning -Sandbox -SandboxFault ", "@{ Fault = 'DropAfterCommit'; Calls = 1 }")]
    [InlineData("New-DocSigningOrder -Contact ", "@{ ContactType = 'technical_contact'; UserId = 0 }")]
    [InlineData(
        "New-DocSigningOrganization -Contact ",
        "@{ FirstName = ''; LastName = ''; Email = ''; JobTitle = ''; Telephone = '' }")]
    [InlineData("New-DocSigningOrganization -Contact @{ F", "FirstName")]
    [InlineData("New-DocSigningOrder -AdditionalUsage ms", "ms_document_signing")]
    public void A_word_is_offered(string line, string word) =>
        Assert.Contains(
            word, sandbox.Run($"{Offered}; Offered $line", ("line", line)).Clean().Select(one => one.ToString()));

    /// <summary>A new organization knows no contact yet.</summary>
    [Theory]
    [InlineData("New-DocSigningOrganization -Contact ")]
    [InlineData("New-DocSigningOrganization -Contact @{ ")]
    [InlineData("New-DocSigningOrganization -Contact @{ U")]
    public void An_id_that_cannot_be_given_is_not_offered(string line) =>
        Assert.DoesNotContain(
            sandbox.Run($"{Offered}; Offered $line", ("line", line)).Clean().Select(one => one.ToString()),
            offer => offer!.Contains("Id", StringComparison.Ordinal));

    [Fact]
    public void A_person_may_be_given_without_naming_the_parameter()
    {
        ScriptRun run = sandbox.Run(
            "New-DocSigningCsr $person -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256",
            ("person", SandboxSession.Person("Posi", "Solberg", "posi@fjordlab.example")));

        run.Clean();
        Assert.Equal("posi@fjordlab.example", run.Value<string>("Email"));
    }
}
