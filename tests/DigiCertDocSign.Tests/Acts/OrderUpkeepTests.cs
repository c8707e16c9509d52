using CertCentral.Sandbox;
using DigiCertDocSign.Tests.Account;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>What belongs to an order and not to its certificate is changed here, and what was taken is seen.</summary>
public sealed class OrderUpkeepTests
{
    private const string Placed =
        "$ConfirmPreference = 'None'; $order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; "
        + "UserId = 880145 }; Years = 1; ProvisioningMethod = 'ClientApp'; AgreeToSubscriberAgreement = $true }; "
        + "$placed = $person | New-DocSigningOrder @order; $placed | Approve-DocSigningRequest";

    [Fact]
    public async Task What_differs_is_sent_seen_and_not_sent_again()
    {
        await using AccountSession account = await StartAsync();
        const string set = "$placed | Set-DocSigningOrder -AdditionalEmail pki@fjordlab.example -UserId 880190 -RenewalMail Off "
            + "-RenewalMessage 'Ask Ida first' -PassThru";

        ScriptRun run = account.Run(set);

        Assert.Equal("pki@fjordlab.example", $"{Assert.Single(run.Clean()).Properties["AdditionalEmails"].Value}");
        Assert.Equal("880190", $"{run.Output[0].Properties["UserIds"].Value}");
        Assert.Equal(("Off", "Ask Ida first"), (run.Value<string>("RenewalMail"), run.Value<string>("RenewalMessage")));
        Assert.Equal(4, Changes(account).Count());

        account.Server.ForgetCalls();
        Assert.Single(account.Run(set.Replace("pki@", "PKI@", StringComparison.Ordinal)).Clean());
        Assert.Empty(Changes(account));

        account.Run("$placed | Set-DocSigningOrder -AdditionalEmail @()").Clean();
        Assert.Equal("""{"additional_emails":[]}""", Assert.Single(account.Server.Calls, call => call.Method == "PUT").Body);
        Assert.Equal(["0 On"], account.Lines(
            "$now = $placed | Set-DocSigningOrder -RenewalMail On -PassThru; \"$($now.AdditionalEmails.Count) $($now.RenewalMail)\""));
    }

    [Fact]
    public async Task The_prompt_says_whose_order_it_is_and_who_is_left_out()
    {
        await using AccountSession account = await StartAsync();
        account.Run("$placed | Set-DocSigningOrder -AdditionalEmail pki@fjordlab.example").Clean();
        account.HostText();

        account.Run("$placed | Set-DocSigningOrder -AdditionalEmail legal@fjordlab.example -WhatIf").Clean();

        string asked = account.HostText();
        Assert.Contains(" for Mira Solberg <mira.solberg@fjordlab.example>: ", asked, StringComparison.Ordinal);
        Assert.Contains("also go to legal@fjordlab.example", asked, StringComparison.Ordinal);
        Assert.Contains("(no longer pki@fjordlab.example)", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_is_written_and_shown()
    {
        await using AccountSession account = await StartAsync();

        string[] lines = account.Lines(
            "($placed | Add-DocSigningOrderNote -Text ' Starts on 1 March ' -PassThru).Notes | ForEach-Object Text; "
            + "(Get-DocSigningOrder $placed.OrderId).Notes.Count");

        Assert.Equal("Starts on 1 March", lines[^2]);
        Assert.Equal("2", lines[^1]);
        Assert.Equal(["OrderFieldInvalid"], account.Run("$placed | Add-DocSigningOrderNote -Text '  '").ErrorIds);
    }

    [Theory]
    [InlineData("Set-DocSigningOrder -RenewalMail Off")]
    [InlineData("Add-DocSigningOrderNote -Text 'Ticket LEG-204'")]
    [InlineData("Send-DocSigningOrderMail")]
    public async Task An_order_of_another_product_is_left_alone(string command)
    {
        await using AccountSession account = await StartAsync();
        long other = account.Server.Console.Order(new SandboxConsoleOrder
        {
            GivenName = "Mira",
            Surname = "Solberg",
            Email = "mira.solberg@fjordlab.example",
            ProductNameId = "ssl_plus",
        });

        ScriptRun run = account.Run($"{other} | {command}");

        Assert.Equal(["OrderOfAnotherProduct"], run.ErrorIds);
        Assert.Empty(Changes(account));
    }

    [Theory]
    [InlineData("$placed | Set-DocSigningOrder", "NothingToSet")]
    [InlineData("$placed | Set-DocSigningOrder -AdditionalEmail nobody", "OrderFieldInvalid")]
    public async Task Nothing_is_sent_for_what_cannot_be_meant(string command, string id)
    {
        await using AccountSession account = await StartAsync();

        Assert.Equal([id], account.Run(command).ErrorIds);
        Assert.Empty(account.Calls);
    }

    [Fact]
    public async Task A_user_who_is_not_there_is_the_servers_error()
    {
        await using AccountSession account = await StartAsync();

        Assert.Equal(["CallRefused"], account.Run("$placed | Set-DocSigningOrder -UserId 12").ErrorIds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mails_are_sent_again_where_the_account_has_the_call(bool offers)
    {
        await using AccountSession account = await StartAsync(new SandboxHabits { ResendsEmails = offers });

        ScriptRun run = account.Run("$placed | Send-DocSigningOrderMail");

        Assert.Equal(offers ? [] : ["CallNotOffered"], run.ErrorIds);
        Assert.EndsWith("/resend-emails", Assert.Single(Changes(account)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_page_documents_of_renewal_mails_is_tried_or_told()
    {
        await using AccountSession account = await StartAsync(
            new SandboxHabits { RenewalWords = SandboxRenewalWords.EnabledDisabled, ShowsRenewalMessage = false });

        ScriptRun run = account.Run("$placed | Set-DocSigningOrder -RenewalMail Off -RenewalMessage 'Ask Ida' -PassThru");

        Assert.Equal("Off", run.Value<string>("RenewalMail"));
        Assert.Contains("does not show it", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(
            ["disable", "disabled", "custom-renewal-message"],
            Changes(account).Select(call => call.Split('/')[^1]));
    }

    private static IEnumerable<string> Changes(AccountSession account) =>
        account.Calls.Where(call => !call.StartsWith("GET ", StringComparison.Ordinal));

    private static async Task<AccountSession> StartAsync(SandboxHabits? habits = null)
    {
        AccountSession account = await AccountSession.StartAsync(habits);
        account.Run(Placed, ("person", SandboxSession.Person())).Clean();
        account.Server.ForgetCalls();
        return account;
    }
}
