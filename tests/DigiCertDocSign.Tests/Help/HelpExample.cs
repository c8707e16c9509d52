using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Help;

/// <summary>The examples of the cmdlets' pages, and the sandbox that they are run in.</summary>
internal static partial class HelpExample
{
    private const string Setting = """
        $ConfirmPreference = 'None'
        $users = @(
            @{ GivenName = 'Mira'; Surname = 'Solberg'; Title = 'Contract Manager'; OfficePhone = '+47 55 50 01 42';
                EmailAddress = 'mira.solberg@fjordlab.example'; Enabled = $true }
            @{ GivenName = 'Ida'; Surname = 'Berg'; Title = 'Buyer'; OfficePhone = '+47 55 50 01 77';
                EmailAddress = 'ida.berg@fjordlab.example'; Enabled = $true }
        ) | ForEach-Object { [pscustomobject]$_ }
        Connect-DocSigning -Sandbox -SandboxValidationSec 0
        $csrs = $users | New-DocSigningCsr -KeyDirectory "$folder/keys" -KeyPassword $keyPassword -KeyAlgorithm P256
        $third = [pscustomobject]@{ GivenName = 'Lars'; Surname = 'Vik'; Title = 'Lawyer'; OfficePhone = '+47 55 50 01 43';
            EmailAddress = 'lars.vik@fjordlab.example'; Enabled = $true }
        $order = $third | New-DocSigningCsr -KeyDirectory "$folder/keys" -KeyPassword $keyPassword -KeyAlgorithm P256 |
            New-DocSigningOrder -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact';
                UserId = 880145 } -Years 1 -AgreeToSubscriberAgreement
        $order | Approve-DocSigningRequest
        $fourth = [pscustomobject]@{ GivenName = 'Nils'; Surname = 'Aas'; Title = 'Notary'; OfficePhone = '+47 55 50 01 44';
            EmailAddress = 'nils.aas@fjordlab.example'; Enabled = $true }
        $shipped = $fourth | New-DocSigningCsr -KeyDirectory "$folder/keys" -KeyPassword $keyPassword -KeyAlgorithm P256 |
            New-DocSigningOrder -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } `
                -Years 1 -AgreeToSubscriberAgreement -ProvisioningMethod ShipToken -ShipTo @{ Name = 'Nils Aas';
                Addr1 = 'Strandgaten 7'; City = 'Bergen'; State = 'Vestland'; Zip = '5013'; Country = 'no'; Method = 'STANDARD' } 3> $null
        $shipped | Approve-DocSigningRequest
        """;

    /// <summary>By page and heading: those that name a PKCS#11 module, or the others, but for those of a team's database.</summary>
    public static TheoryData<string, string> All(bool ofTokens)
    {
        var examples = new TheoryData<string, string>();
        foreach ((string page, string title, string code) in All())
        {
            if (!code.Contains("$database", StringComparison.Ordinal) && code.Contains("$module", StringComparison.Ordinal) == ofTokens)
            {
                examples.Add(page, title);
            }
        }

        return examples;
    }

    /// <summary>Those of a team's database.</summary>
    public static IEnumerable<(string Page, string Title)> OfTeams() => All()
        .Where(example => example.Code.Contains("$database", StringComparison.Ordinal)).Select(example => (example.Page, example.Title));

    private static IEnumerable<(string Page, string Title, string Code)> All()
    {
        foreach (string page in Directory.GetFiles(Path.Combine(Repository.Root, "docs", "en-US"), "*-DocSigning*.md")
            .Order(StringComparer.Ordinal))
        {
            foreach (Match example in Example().Matches(File.ReadAllText(page)))
            {
                yield return (Path.GetFileName(page), example.Groups["title"].Value, example.Groups["code"].Value);
            }
        }
    }

    /// <summary>Runs one with the variables that the pages use, and fails on any error.</summary>
    public static void Run(string page, string title, string folder, params (string Name, object? Value)[] more)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "en-US", page));
        string code = Example().Matches(text).Single(example => example.Groups["title"].Value == title).Groups["code"].Value;
        using var session = new ModuleSession();
        session.Run(
            Setting,
            [
                ("folder", folder),
                ("apiKey", Secret.Of("AN-API-KEY-OF-NOBODY")),
                ("keyPassword", Secret.Of(SandboxSession.Password)),
                ("pfxPassword", Secret.Of("a long sentence for the PFX")),
                .. more,
            ]).Clean();

        session.Run(code).Clean();
    }

    [GeneratedRegex(
        @"^### (?<title>Example \d+: [^\n]+)\n+```powershell\n(?<code>.*?)^```",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
