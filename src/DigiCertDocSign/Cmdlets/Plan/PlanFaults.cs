namespace DigiCertDocSign.Cmdlets.Plan;

/// <summary>What can go wrong when the entries of a plan are ordered, in words.</summary>
internal static class PlanFaults
{
    private const string Field = "InputObject";

    /// <param name="planned">The connection that the plan was made over.</param>
    /// <param name="now">The connection that is ordered over.</param>
    public static DocSigningException OfAnotherAccount(DocSigningConnection planned, DocSigningConnection now) => new(
        FaultKind.PlanNotReady,
        Field,
        $"The plan was made over '{planned}' for {planned.Place}, and '{now}' leads to {now.Place}: "
        + "it does not say who has an order there. Plan again over this connection.");

    /// <summary>Whether the account is ready, by each check that could be made.</summary>
    public static bool IsReady(OrderPlanSummary plan) => plan.Checks.All(check => check.Passed != false);

    /// <param name="plan">With a check that failed.</param>
    public static DocSigningException NotReady(OrderPlanSummary plan) => new(
        FaultKind.PlanNotReady,
        Field,
        $"The plan cannot be ordered as it is. {string.Join(" ", plan.Checks.Where(check => check.Passed == false))}");

    /// <summary>An order parameter is given beside a piped plan, and without the others that an order needs.</summary>
    /// <param name="given">The parameters, by name.</param>
    public static Fault SaysWhatIsOrdered(IReadOnlyList<string> given) => new(
        FaultKind.OrganizationMissing,
        Field,
        $"When a plan is piped in, leave out -{string.Join(", -", given)} and give it to New-DocSigningPlan instead: "
        + "the plan says all of what is ordered.");
}
