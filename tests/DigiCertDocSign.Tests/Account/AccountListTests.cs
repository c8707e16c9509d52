using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Account;

/// <summary>Users, containers, products, limits, balance and price: what an order needs to know before it is made.</summary>
public sealed class AccountListTests
{
    [Theory]
    [InlineData("", "880145 880190", "GET user")]
    [InlineData("-Name '*lindqvist'", "880190", "GET user")]
    [InlineData("-Name ida.berg@fjordlab.example", "880145", "GET user")]
    [InlineData("-Email OSKAR*", "880190", "GET user")]
    [InlineData("-Name Ida* -Email oskar*", "", "GET user")]
    [InlineData("-ContainerId 44131", "", "GET user")]
    [InlineData("-Me", "880145", "GET user/me")]
    [InlineData("880190", "880190", "GET user/880190")]
    public async Task Users_are_found_by_name_address_container_or_id_in_one_call(string parameters, string expected, string call)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal(expected, string.Join(' ', account.Lines($"Get-DocSigningUser {parameters} | ForEach-Object UserId")));
        Assert.Equal([call], account.Calls);
    }

    [Fact]
    public async Task A_user_shows_what_there_is_and_an_id_as_text_is_enough()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        const string shown = "ForEach-Object { \"$_ | $($_.Status) | $($_.Roles) | $($_.ContainerName)\" }";

        Assert.Equal(
            ["User 880190: Oskar Lindqvist <oskar.lindqvist@fjordlab.example> | Active | Administrator | Fjordlab AS"],
            account.Lines($"Get-DocSigningUser -UserId 880190 | {shown}"));

        account.Server.Answering = _ => ByHand.Answer(
            200, "application/json", """{"users":[{"id":"7","username":"svc","container":[],"access_roles":[{"id":9}]}]}""");
        Assert.Equal(["User 7: <svc> |  | role 9 | "], account.Lines($"Get-DocSigningUser | {shown}"));
    }

    [Fact]
    public async Task A_user_is_a_person_whom_a_plan_takes()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal(
            ["Order Oskar Lindqvist <oskar.lindqvist@fjordlab.example>"],
            account.Lines(
                "Get-DocSigningUser -UserId 880190 | New-DocSigningPlan -OrganizationId 610233 -Years 1 -ProvisioningMethod ClientApp "
                    + "-Contact @{ ContactType = 'organization_contact'; UserId = 880145 }"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Containers_are_listed_once_each_whether_the_list_has_pages_or_not(bool byPages)
    {
        await using AccountSession account = await AccountSession.StartAsync(new SandboxHabits { ListsContainersByPages = byPages });
        const string shown = "ForEach-Object { \"$($_.ContainerId) $($_.ParentId) $($_.Name)\" }";

        Assert.Equal(["44120  Fjordlab AS", "44131 44120 Fjordlab Drift"], account.Lines($"Get-DocSigningContainer | {shown}"));
        Assert.Equal(["44131 44120 Fjordlab Drift"], account.Lines($"Get-DocSigningContainer -Name *drift | {shown}"));
    }

    [Fact]
    public async Task A_container_read_by_its_id_shows_its_organizations_and_users()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        const string shown = "ForEach-Object { \"$($null -eq $_.OrganizationIds) $($_.OrganizationIds) $($_.UserIds)\" }";

        Assert.Equal(
            ["True  ", "False 610233 880190"],
            account.Lines($"$listed = Get-DocSigningContainer -Name *Drift; $listed, ($listed | Get-DocSigningContainer) | {shown}"));
    }

    [Fact]
    public async Task The_list_of_products_has_those_for_document_signing_by_whatever_a_row_shows()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        const string shown = "ForEach-Object { \"$($_.NameId) $($_.IsSupported) $($_.Years)\" }";

        Assert.Equal(["ds_org False ", "ds_org_individual True 1 2 3"], account.Lines($"Get-DocSigningProduct | {shown}"));

        account.Server.Answering = _ => ByHand.Answer(
            200,
            "application/json",
            """
            {"products":[{"name_id":"ssl_plus","type":"ssl_certificate"},{"name_id":"ds_individual"},
            {"name_id":"x1","validation_type":"ds"},{"name_id":"x2","group_name":"document_signing"},
            {"name_id":"document_signing_org_1"},{"name":"nameless"}]}
            """);
        Assert.Equal(
            ["ds_individual False ", "x1 False ", "x2 False ", "document_signing_org_1 False "],
            account.Lines($"Get-DocSigningProduct | {shown}"));
    }

    [Fact]
    public async Task A_product_by_its_name_id_has_all_of_it_and_a_missing_one_is_an_error()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        ScriptRun run = account.Run("Get-DocSigningProduct ssl_plus, ds_org_individual");

        Assert.Equal("NotFound", Assert.Single(run.ErrorIds));
        Assert.Equal("ssl_plus", run.Errors[0].TargetObject);
        Assert.Equal("7A61C0FFEE12D455 (Sandbox Document Signing CA)", run.Value<string>("IssuingCas"));
        Assert.Equal("sha256", run.Value<string>("DefaultSignatureHash"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Limits_are_those_of_the_container_of_the_key_and_name_the_CAs(bool limits)
    {
        await using AccountSession account = await AccountSession.StartAsync(new SandboxHabits { LimitsProducts = limits });

        Assert.Equal(
            [$"44120 {limits} 1 2 3 | sha256 sha384 sha512 | 7A61C0FFEE12D455 (Sandbox Document Signing CA)"],
            account.Lines(
                "Get-DocSigningProductLimit | ForEach-Object "
                    + "{ \"$($_.ContainerId) $($_.IsLimited) $($_.Years) | $($_.SignatureHashes) | $($_.IssuingCas)\" }"));
        Assert.Equal(
            ["GET user/me", "GET product/ds_org_individual?container_id=44120", "GET container/44120/product-limits"], account.Calls);
    }

    [Fact]
    public async Task A_limit_leaves_less_than_the_product_and_keeps_a_CA_without_a_name()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.PathAndQuery.EndsWith("product-limits", StringComparison.Ordinal)
            ? ByHand.Answer(
                200,
                "application/json",
                """
                {"is_limited":"1","product_limits":[
                {"container_id":"44120","role_id":0,"product_name_id":"DS_ORG_INDIVIDUAL","allowed_order_lifetimes":["1"],
                "allowed_intermediates":["7a61c0ffee12d455","00AB"]},
                {"container_id":44120,"role_id":"5","product_name_id":"ds_org_individual","allowed_hashes":["sha384"]},
                {"container_id":44120,"role_id":0,"product_name_id":"ssl_plus","allowed_hashes":["sha1"]},
                {"container_id":44131,"role_id":0,"product_name_id":"ds_org_individual","allowed_hashes":["sha512"]}]}
                """)
            : null;

        Assert.Equal(
            [
                "role : 1 | sha256 sha384 sha512 | 7A61C0FFEE12D455 (Sandbox Document Signing CA) 00AB",
                "role 5: 1 2 3 | sha384 | 7A61C0FFEE12D455 (Sandbox Document Signing CA)",
            ],
            account.Lines(
                "Get-DocSigningProductLimit 44120 | ForEach-Object "
                    + "{ \"role $($_.RoleId): $($_.Years) | $($_.SignatureHashes) | $($_.IssuingCas)\" }"));
    }

    [Fact]
    public async Task A_user_without_a_container_is_asked_to_name_one()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.PathAndQuery.EndsWith("user/me", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", """{"id":880145,"container":[]}""")
            : null;

        ScriptRun run = account.Run("Get-DocSigningProductLimit");

        Assert.Equal("ContainerUnknown", Assert.Single(run.ErrorIds));
        Assert.Contains("Get-DocSigningContainer lists them", run.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["250000"], account.Lines("(Get-DocSigningBalance).Balance.ToString('0')"));
        Assert.Equal("GET finance/balance", account.Calls.Last());
    }

    [Fact]
    public async Task A_balance_is_that_of_the_container_named_or_of_the_key()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        const string shown = "ForEach-Object { \"$($_.ContainerId) $([int]$_.Balance) $([int]$_.AvailableFunds) $($_.Currency)\" }";

        Assert.Equal(
            ["44120 250000 252000 USD", "44131 250000 252000 USD"],
            account.Lines($"(Get-DocSigningBalance), (44131 | Get-DocSigningBalance) | {shown}"));
        Assert.Equal(
            ["GET user/me", "GET finance/balance?container_id=44120", "GET finance/balance?container_id=44131"], account.Calls);

        account.Server.Answering = _ => ByHand.Answer(
            200, "application/json", """{"balance":"-1000.70","currency":"EUR","unlimited_negative_balance":true}""");
        Assert.Equal(["True  no limit available"], account.Lines(
            "Get-DocSigningBalance 44120 | ForEach-Object { \"$($_.HasNoLimit) $($_.AvailableFunds) $_\" }"));
    }

    [Theory]
    [InlineData("", "1 year: 489.00 USD;2 years: 929.00 USD;3 years: 1,320.00 USD")]
    [InlineData("-Years 3", "3 years: 1,320.00 USD")]
    [InlineData("-Days 400", "400 days: 929.00 USD")]
    [InlineData("-ExpirationDate ([datetime]'2029-11-03')", "until 2029-11-03: 1,320.00 USD")]
    public async Task A_price_is_asked_for_each_validity_and_nothing_is_ordered(string parameters, string expected)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal(expected, string.Join(';', account.Lines($"Get-DocSigningPrice {parameters} | ForEach-Object {{ \"$_\" }}")));
        Assert.All(account.Calls, call => Assert.Equal("POST finance/order-pricing", call));
        Assert.Empty(account.Server.Sandbox.GetOrders());
    }

    [Theory]
    [InlineData("-Years 4", "ValidityOutOfRange")]
    [InlineData("-Days 0", "ValidityOutOfRange")]
    [InlineData("-ExpirationDate 06/09/2029", "ExpirationDateInvalid")]
    public async Task A_validity_that_no_order_can_have_is_refused_unsent(string parameters, string error)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal([error], account.Run($"Get-DocSigningPrice {parameters}").ErrorIds);
        Assert.Empty(account.Calls);
    }

    [Fact]
    public async Task A_price_of_nothing_is_one_that_could_not_be_worked_out()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = _ => ByHand.Answer(200, "application/json", """{"base_price":0,"total_price":0,"tax_error":1}""");

        Assert.Equal(
            ["True False"],
            account.Lines("Get-DocSigningPrice 1 | ForEach-Object { \"$($null -eq $_.Price) $($_.IncludesTax)\" }"));
    }

    [Fact]
    public async Task The_prompt_offers_what_was_shown_over_the_connection_in_use()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal(["ds_individual", "ds_org", "ds_org_individual"], account.Offers("Get-DocSigningProduct -NameId ds_").Order());
        account.Run(
            "Get-DocSigningUser | Out-Null; Get-DocSigningContainer | Out-Null; Get-DocSigningProductLimit | Out-Null; "
                + "Connect-DocSigning -Sandbox -Name Empty").Clean();

        Assert.Equal(["44131"], account.Offers("New-DocSigningOrder -Connection 127.0.0.1 -ContainerId drift"));
        Assert.Equal(["7A61C0FFEE12D455"], account.Offers("New-DocSigningOrder -Connection 127.0.0.1 -CaCertId 7a"));
        Assert.Equal(
            ["880145", "880190"], account.Offers("New-DocSigningOrder -Connection 127.0.0.1 -UserIdAssignment 88").Order());
        Assert.DoesNotContain("44131", account.Offers("New-DocSigningOrder -ContainerId 44"));
    }
}
