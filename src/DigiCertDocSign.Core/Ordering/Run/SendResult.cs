namespace DigiCertDocSign.Ordering.Run;

/// <summary>How sending an intent ended.</summary>
/// <param name="Intent">As the journal has it now.</param>
/// <param name="Order">When it was placed.</param>
/// <param name="Fault">Why it was not; also a journal that failed after the order was placed.</param>
internal sealed record SendResult(OrderIntent Intent, PlacedOrder? Order, Exception? Fault)
{
    public bool IsInDoubt => Intent.State == IntentState.InDoubt;
}
