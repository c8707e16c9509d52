using System.Text;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Requests;

/// <summary>Any proxy can answer with 200: a decision counts when the request shows it.</summary>
public sealed class DecisionSeenTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Theory]
    [InlineData("Deny-DocSigningRequest", "is rejected is not known")]
    [InlineData("Approve-DocSigningRequest", "is approved is not known")]
    public void A_page_instead_of_a_decision_is_no_decision(string command, string told)
    {
        sandbox.Fresh();
        sandbox.Run("$order = @{ @BASICS@ }; $placed = $person | New-DocSigningOrder @order -Csr $csr", ("person", SandboxSession.Person()))
            .Clean();
        sandbox.Server.Answering = call => call.Method == "PUT"
            ? ByHand.Answer(200, "text/html", Encoding.UTF8.GetBytes("<html>Sign in</html>"))
            : null;

        ScriptRun run = sandbox.Run($"$placed | {command} -PassThru");

        sandbox.Server.Answering = null;
        Assert.Equal(["DecisionNotSeen"], run.ErrorIds);
        Assert.Contains("Mira Solberg", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(told, run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(run.Output);
        sandbox.Run($"$placed | {command}").Clean();
    }

    [Theory]
    [InlineData("Approve-DocSigningRequest", false, "was Rejected already by ")]
    [InlineData("Deny-DocSigningRequest", true, "was Approved already by ")]
    public void What_somebody_else_decides_before_the_call_arrives_is_told(string command, bool approves, string told)
    {
        sandbox.Fresh();
        long requestId = sandbox.Run(
            "$order = @{ @BASICS@ }; $placed = $person | New-DocSigningOrder @order -Csr $csr; $placed",
            ("person", SandboxSession.Person())).Value<long>("RequestId");
        sandbox.Server.Answering = call =>
        {
            if (call.Method == "PUT")
            {
                sandbox.Server.Console.Decide(requestId, approves);
            }

            return null;
        };

        ScriptRun run = sandbox.Run($"$placed | {command} -PassThru");

        sandbox.Server.Answering = null;
        Assert.Equal(["NoOpenRequest"], run.ErrorIds);
        Assert.Contains("for Mira Solberg", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(told, run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_request_that_cannot_be_read_after_its_decision_is_told()
    {
        sandbox.Fresh();
        sandbox.Run("$order = @{ @BASICS@ }; $placed = $person | New-DocSigningOrder @order -Csr $csr", ("person", SandboxSession.Person()))
            .Clean();
        bool isDecided = false;
        sandbox.Server.Answering = call =>
        {
            isDecided |= call.Method == "PUT";
            return isDecided && call.Method == "GET"
                ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|permission"}]}"""u8.ToArray())
                : null;
        };

        ScriptRun run = sandbox.Run("$placed | Deny-DocSigningRequest");

        sandbox.Server.Answering = null;
        Assert.Equal(["DecisionNotSeen"], run.ErrorIds);
        Assert.Contains("the request could not be read", run.Errors[0].ToString(), StringComparison.Ordinal);
    }
}
