using System.Globalization;
using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Requests;

/// <summary>
/// An account has requests of other products, and revocations among the new ones; nothing of that is approved by the way.
/// </summary>
public sealed class ForeignRequestTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Ours = """ "product":{"name_id":"ds_org_individual"}, """;
    private const string Tls = """ "product":{"name_id":"ssl_plus"}, """;

    private static readonly Dictionary<long, string> Requests = new()
    {
        [1] = Request(1, "new_request", Ours),
        [2] = Request(2, "new_request", Tls),
        [3] = Request(3, "revoke", Ours),
        [4] = Request(4, "new request", ""), // its order shows the product
        [5] = Request(5, "new_request", ""), // its order is hidden
        [6] = Request(6, "reissue", Ours),
        [7] = Request(7, "burn", Ours),
    };

    private static string Request(long id, string type, string product) =>
        $$"""
        {"id":{{id}},"type":"{{type}}","status":"pending","order":{ {{product}} "id":{{id}}00,
        "certificate":{"common_name":"Mira Solberg"} } }
        """;

    private static ByHand Json(string body) => ByHand.Answer(200, "application/json", body);

    private string Shown(long id) =>
        sandbox.Changes.SingleOrDefault(change => change.PathAndQuery.Contains($"/request/{id}/", StringComparison.Ordinal)) is { } decided
            ? Requests[id].Replace(
                "pending", decided.Body!.Contains("rejected", StringComparison.Ordinal) ? "rejected" : "approved", StringComparison.Ordinal)
            : Requests[id];

    private ByHand? Answer(RecordedCall call)
    {
        string path = call.PathAndQuery.Split('?')[0];
        string[] parts = path.Split('/');
        return call.Method == "PUT" ? ByHand.Answer(204, null, "")
            : parts[^1] == "request" ? Json($$"""{"requests":[{{string.Join(',', Requests.Values)}}],"page":{"total":7} }""")
            : parts[^2] == "request" ? Json(Shown(long.Parse(parts[^1], CultureInfo.InvariantCulture)))
            : path.Contains("/order/certificate/500", StringComparison.Ordinal)
                ? ByHand.Answer(404, "application/json", """{"errors":[{"code":"not_found|order","message":"None."}]}""")
            : path.Contains("/order/certificate/", StringComparison.Ordinal) ? Json(
                $$"""
                {"id":{{parts[^1]}},"status":"pending",{{Ours}}"subject":{"given_name":"Mira","surname":"Solberg",
                "email":"mira@fjordlab.example"} }
                """)
            : null;
    }

    private ScriptRun Run(string script)
    {
        sandbox.Fresh().Server.Answering = Answer;
        ScriptRun run = sandbox.Run(script);
        sandbox.Server.Answering = null;
        return run;
    }

    private IEnumerable<string> Decided => sandbox.Changes.Select(change => change.PathAndQuery.Split('/')[^2]);

    [Theory]
    [InlineData("$list | Approve-DocSigningRequest", "1 4")]
    [InlineData("Approve-DocSigningRequest -RequestId $list", "1 4")]
    [InlineData("$list | Approve-DocSigningRequest -AllProducts", "1 2 4 5")]
    [InlineData("$list | Approve-DocSigningRequest -Type Revoke, Reissue", "3 6")]
    [InlineData("Approve-DocSigningRequest 3", "3")]
    [InlineData("Approve-DocSigningRequest -RequestId 7", "7")]
    [InlineData("Approve-DocSigningRequest 2", "")]
    [InlineData("Approve-DocSigningRequest 5", "")]
    [InlineData("Approve-DocSigningRequest 3 -Type NewRequest", "")]
    [InlineData("3 | Approve-DocSigningRequest", "")]
    [InlineData("$list | Approve-DocSigningRequest -AllProducts -WhatIf", "")]
    [InlineData("$list | Deny-DocSigningRequest", "1 4")]
    [InlineData("$list | Deny-DocSigningRequest -Type Revoke, Reissue", "3 6")]
    [InlineData("Deny-DocSigningRequest 3", "3")]
    [InlineData("Deny-DocSigningRequest 5", "")]
    [InlineData("3 | Deny-DocSigningRequest", "")]
    public void Only_what_was_named_is_decided(string script, string decided)
    {
        ScriptRun run = Run("$list = Get-DocSigningRequest -AllProducts; " + script);

        string verdict = script.Contains("Deny", StringComparison.Ordinal) ? "rejected" : "approved";
        Assert.Equal(decided, string.Join(' ', Decided));
        Assert.All(sandbox.Changes, change => Assert.Contains(verdict, change.Body, StringComparison.Ordinal));
        Assert.All(run.ErrorIds, id => Assert.Contains(id, (string[])["RequestOfAnotherProduct", "RequestTypeNotNamed"]));
        if (!script.Contains("-WhatIf", StringComparison.Ordinal))
        {
            int asked = script.Contains("$list", StringComparison.Ordinal) ? Requests.Count : 1;
            Assert.Equal(asked - Decided.Count(), run.ErrorIds.Count());
        }
    }

    [Fact]
    public void The_list_shows_this_product_and_an_error_for_what_shows_none()
    {
        ScriptRun run = Run("Get-DocSigningRequest; Get-DocSigningRequest 2; Get-DocSigningRequest 2 -AllProducts");

        Assert.Equal([1L, 3L, 4L, 6L, 7L, 2L], run.Output.Select(request => request.Properties["RequestId"].Value));
        Assert.Equal("ssl_plus", run.Value<string>("Product", 5));
        Assert.Equal("Revoke", run.Value<string>("Type", 1));
        Assert.Equal(["RequestOfAnotherProduct", "RequestOfAnotherProduct"], run.ErrorIds);
        Assert.Contains("Request 5 of order 500 for Mira Solberg", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("-AllProducts", run.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("ssl_plus", run.Errors[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_prompt_says_in_words_what_is_approved()
    {
        ScriptRun run = Run("$ConfirmPreference = 'High'; try { Approve-DocSigningRequest 3 } finally { $ConfirmPreference = 'None' }");

        string asked = Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>()).Exception.ToString();
        Assert.Contains("REVOCATION of order 300 for Mira Solberg <mira@fjordlab.example>", asked, StringComparison.Ordinal);
        Assert.Contains("becomes invalid", asked, StringComparison.Ordinal);
        Assert.Empty(Decided);
    }
}
