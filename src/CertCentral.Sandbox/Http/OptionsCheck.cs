namespace CertCentral.Sandbox.Http;

internal static class OptionsCheck
{
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static void Throw(SandboxOptions options)
    {
        Require(!string.IsNullOrEmpty(options.ApiKey), "ApiKey must not be empty.");
        Require(options.ApprovalDelay is null || options.ApprovalDelay >= TimeSpan.Zero, "ApprovalDelay must not be negative.");
        Require(options.ValidationDelay >= TimeSpan.Zero, "ValidationDelay must not be negative.");
        Require(options.IssueDelay >= TimeSpan.Zero, "IssueDelay must not be negative.");
        Require(options.NegativeBalanceLimit >= 0, "NegativeBalanceLimit must not be negative.");
        Require(options.Limits.Windows.All(limit => limit.Count >= 0 && limit.Window > TimeSpan.Zero), "A limit needs a count of zero or more and a window longer than zero.");
        Require(options.Oddities is null || IsShare(options.Oddities.Share), "Oddities.Share must lie between 0 and 1.");
        foreach (var rule in options.Faults?.Rules ?? [])
        {
            Require(
                rule.Route is null || SandboxRoutes.All.Contains(rule.Route),
                $"There is no route '{rule.Route}' for a fault rule. Routes are written as in: {SandboxRoutes.CreateOrder}; {SandboxRoutes.ListOrders}; {SandboxRoutes.GetOrder}; {SandboxRoutes.ListRequests}; {SandboxRoutes.UpdateRequestStatus}; {SandboxRoutes.DownloadFormat}.");
            Require(IsShare(rule.Probability), "The probability of a fault rule must lie between 0 and 1.");
            Require(rule.From >= 1 && rule.Calls is null or >= 0, "A fault rule counts calls from 1.");
            Require(rule.Delay >= TimeSpan.Zero || rule.Delay == Timeout.InfiniteTimeSpan, "The delay of a fault rule must not be negative.");
        }
    }

    private static bool IsShare(double value) => value is >= 0 and <= 1;

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
