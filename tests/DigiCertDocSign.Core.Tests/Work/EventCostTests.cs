using CertCentral;
using DigiCertDocSign.Events;

namespace DigiCertDocSign.Tests.Work;

/// <summary>Where nobody listens, an event costs nothing.</summary>
public sealed class EventCostTests
{
    [Fact]
    public void Nothing_is_made_for_events_that_nobody_listens_to()
    {
        var call = new CallTrace("GET", "order/certificate/5", "order/certificate/{order_id}", 200, TimeSpan.FromMilliseconds(5), 1, null);
        var summary = new RunSummary { Command = "New-DocSigningOrder" };
        var activity = new RunActivity();
        void TellAll()
        {
            RunEventSource.Log.Called("New-DocSigningOrder", call);
            RunEventSource.Log.Ordered("New-DocSigningOrder", 5);
            RunEventSource.Log.Decided("Approve-DocSigningRequest", "Approved", 5);
            RunEventSource.Log.Ended(summary);
            activity.Called("New-DocSigningOrder", call);
            activity.Happened("New-DocSigningOrder", "OrderPlaced", 5);
            activity.Ended(summary);
        }

        // The first time the source itself is made.
        TellAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int time = 0; time < 1000; time++)
        {
            TellAll();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
