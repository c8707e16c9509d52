namespace DigiCertDocSign.Plan;

/// <summary>What a run would do with each row, and in all.</summary>
/// <param name="Rows">In the order they came.</param>
/// <param name="Summary">Counts, cost, time and the account's readiness.</param>
public sealed record OrderPlan(IReadOnlyList<PlannedOrder> Rows, OrderPlanSummary Summary);
