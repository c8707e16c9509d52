using CertCentral;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.Tests.Ordering;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>An operator who looks in the console what became of an intent in doubt, and says by hand what is to be seen there.</summary>
/// <param name="world">Where.</param>
/// <param name="name">Of the process.</param>
/// <param name="journal">Which of the journals.</param>
/// <param name="reference">Of the intent.</param>
/// <param name="thinksFor">The time between the look and the word.</param>
internal sealed class SimOperator(SimWorld world, string name, int journal, string reference, TimeSpan thinksFor)
    : SimProcess(world, name, journal, hasFaults: true)
{
    protected override async Task WorkAsync(CertCentralClient client, OrderJournal journal)
    {
        await World.Scheduler.PassAsync(this, $"looks in the console for {reference}", CancellationToken.None);
        SandboxOrder? seen = World.Orders.FirstOrDefault(order => SimModel.Carries(order, reference));
        await Task.Delay(thinksFor, Time, CancellationToken.None);
        World.Scheduler.Tell($"{Name} says that {reference} is {(seen is null ? "not placed" : $"order {seen.Id}")}");
        var byHand =
            new ReconciliationByHand(client, journal, OrderingFixture.AccountId, new OrderingOptions { RunId = Name });
        OrderIntent intent = await byHand.FindAsync(reference, CancellationToken.None);
        if (seen is null)
        {
            // A process that is killed when it has written says no more.
            World.Model.Demands.NoteSaidNotPlaced(reference);
            await byHand.AbandonAsync(intent, CancellationToken.None);
            World.Tally.Count(SimMet.SaidNotPlaced);
            return;
        }

        NamedOrder named = await byHand.AskAsync(intent, seen.Id, CancellationToken.None);
        if (named.Doubts.Count > 0 && World.Account.IsPlain)
        {
            World.Fail($"{Name} is told that order {seen.Id} may not be that of {intent}: {string.Join(" ", named.Doubts)}");
        }

        await byHand.AdoptAsync(intent, named, CancellationToken.None);
        World.Tally.Count(SimMet.SaidPlaced);
    }
}
