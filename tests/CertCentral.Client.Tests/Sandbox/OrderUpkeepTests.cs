using System.Net;
using CertCentral.Sandbox;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>What belongs to an order and not to its certificate, as it is seen at the wire.</summary>
public sealed class OrderUpkeepTests
{
    [Fact]
    public async Task A_note_is_answered_whole_and_listed_first()
    {
        await using BareClient client = await BareClient.StartAsync();
        long id = await client.OrderAsync();

        JToken note = await client.PostAsync($"order/certificate/{id}/note", new JObject { ["text"] = "Ticket LEG-204" });
        JToken listed = await client.GetAsync($"order/certificate/{id}/note");

        Assert.Equal(["id", "date_created", "text", "user"], ((JObject)note).Properties().Select(field => field.Name));
        Assert.Equal(["Ticket LEG-204", "Sandbox: nothing was bought."], listed["notes"]!.Select(one => one.Value<string>("text")));
        Assert.Equal(
            ["missing_parameter|text"],
            await client.RefusedAsync(HttpMethod.Post, $"order/certificate/{id}/note", new JObject { ["text"] = " " }));
    }

    [Fact]
    public async Task A_list_is_overwritten_and_one_that_is_missing_or_wrong_is_refused()
    {
        await using BareClient client = await BareClient.StartAsync(new SandboxOptions { ApprovalDelay = TimeSpan.Zero });
        long id = await client.OrderAsync(body => body["additional_emails"] = new JArray("one@fjordlab.example"));
        string emails = $"order/certificate/{id}/additional-emails";
        string users = $"order/certificate/{id}/user-access";

        await PutAsync(client, emails, new JObject { ["additional_emails"] = new JArray("two@fjordlab.example") });
        await PutAsync(client, users, new JObject { ["user_id_assignments"] = new JArray("880190") });

        JToken order = await client.GetAsync($"order/certificate/{id}");
        Assert.Equal(["two@fjordlab.example"], order["additional_emails"]!.Values<string>());
        // Who has placed the order cannot be taken out.
        Assert.Equal([880145, 880190], order["user_assignments"]!.Select(user => user.Value<long>("id")));
        Assert.Equal(["missing_parameter|additional_emails"], await client.RefusedAsync(HttpMethod.Put, emails, new JObject()));
        Assert.Equal(
            ["invalid_value|user_id_assignments"],
            await client.RefusedAsync(HttpMethod.Put, users, new JObject { ["user_id_assignments"] = new JArray("12") }));
    }

    [Theory]
    [InlineData(SandboxRenewalWords.EnableDisable, "disable", "disabled")]
    [InlineData(SandboxRenewalWords.EnabledDisabled, "disabled", "disable")]
    public async Task Renewal_mails_are_turned_off_by_the_words_of_the_account(SandboxRenewalWords words, string taken, string refused)
    {
        await using BareClient client =
            await BareClient.StartAsync(new SandboxOptions { Habits = new SandboxHabits { RenewalWords = words } });
        string order = $"order/certificate/{await client.OrderAsync()}";

        Assert.Equal(["invalid_value|status"], await client.RefusedAsync(HttpMethod.Put, $"{order}/renewal-emails/{refused}", null));
        Assert.False((await client.GetAsync(order)).Value<bool>("disable_renewal_notifications"));

        await PutAsync(client, $"{order}/renewal-emails/{taken}", null);
        Assert.True((await client.GetAsync(order)).Value<bool>("disable_renewal_notifications"));
    }

    private static Task<JToken?> PutAsync(BareClient client, string path, JToken? body) =>
        client.SendAsync(HttpMethod.Put, path, body, HttpStatusCode.NoContent);
}
