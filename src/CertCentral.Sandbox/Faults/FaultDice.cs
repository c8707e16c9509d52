namespace CertCentral.Sandbox.Faults;

/// <summary>Decides for each call whether a rule of the plan strikes. Not safe for threads; the engine's lock is.</summary>
internal sealed class FaultDice(SandboxFaultPlan plan)
{
    private readonly Random _random = new(plan.Seed);
    private readonly int[] _seen = new int[plan.Rules.Count];

    public SandboxFaultRule? Next(string route)
    {
        SandboxFaultRule? struck = null;
        for (var i = 0; i < plan.Rules.Count; i++)
        {
            var rule = plan.Rules[i];
            if (rule.Route is not null && rule.Route != route)
            {
                continue;
            }

            var call = ++_seen[i];
            var inRange = call >= rule.From && (rule.Calls is not { } calls || call < rule.From + (long)calls);
            // Every rule in range draws, whether or not an earlier one has struck: a rule added at the end of the plan
            // leaves the draws of the others as they were only if each draw happens.
            if (inRange && Draw() < rule.Probability)
            {
                struck ??= rule;
            }
        }

        return struck;
    }

#pragma warning disable CA5394 // Repeatable on purpose: a rehearsal, not a secret.
    private double Draw() => _random.NextDouble();
#pragma warning restore CA5394
}
