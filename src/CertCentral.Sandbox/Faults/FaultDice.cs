namespace CertCentral.Sandbox.Faults;

/// <summary>Decides for each call whether a rule of the plan strikes. Not safe for threads: the engine holds its lock.</summary>
internal sealed class FaultDice(SandboxFaultPlan plan)
{
    private readonly Random _random = new(plan.Seed);
    private readonly int[] _seen = new int[plan.Rules.Count];

    public SandboxFaultRule? Next(string route)
    {
        SandboxFaultRule? struck = null;
        for (int i = 0; i < plan.Rules.Count; i++)
        {
            SandboxFaultRule rule = plan.Rules[i];
            if (rule.Route is not null && rule.Route != route)
            {
                continue;
            }

            int call = ++_seen[i];
            bool inRange = call >= rule.From && (rule.Calls is not { } calls || call < rule.From + (long)calls);
            // Every rule in range draws, also when an earlier one has struck. So a rule that is added at the end of the plan does not
            // change the draws of the others.
            if (inRange && Draw() < rule.Probability)
            {
                struck ??= rule;
            }
        }

        return struck;
    }

#pragma warning disable CA5394 // It must be repeatable, and it protects nothing.
    private double Draw() => _random.NextDouble();
#pragma warning restore CA5394
}
