using System.Globalization;
using System.Text;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>A plan in figures, and whether the account is ready for it.</summary>
public sealed record OrderPlanSummary : RunSummary
{
    public required int Inputs { get; init; }

    /// <summary>How many orders the run would place.</summary>
    public required int ToOrder { get; init; }

    /// <summary>Of those to order, people without a CSR: New-DocSigningCsr comes first.</summary>
    public int NeedCsr { get; init; }

    public required int AlreadyOrdered { get; init; }

    public required int Faulty { get; init; }

    /// <summary>People of whom it is not known whether an earlier order was placed; a run asks CertCentral first.</summary>
    public int InDoubt { get; init; }

    /// <summary>Of one order, with tax where it is known; null when DigiCert could not work it out.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Of all orders of the run.</summary>
    public decimal? TotalCost => UnitPrice * ToOrder;

    /// <summary>What the account's balance allows to be spent; null when it is not paid by balance, not known, or without limit.</summary>
    public decimal? AvailableFunds { get; init; }

    /// <summary>Calls that the run would make: the account's lists, again while it goes on, and one for each order.</summary>
    public required int Calls { get; init; }

    /// <summary>How long the rate limit makes these calls take at the least; DigiCert's own time comes on top.</summary>
    public required TimeSpan ShortestDuration { get; init; }

    public required IReadOnlyList<AccountCheck> Checks { get; init => field = new ReadableList<AccountCheck>(value); }

    /// <summary>Planned for the sandbox: nothing costs anything.</summary>
    public bool Sandbox { get; init; }

    /// <summary>
    /// There is something that can be ordered as it is, and no check failed. Inputs that are faulty or lack a CSR stop nothing: the others
    /// are ordered.
    /// </summary>
    public bool CanRun => ToOrder > NeedCsr && Checks.All(check => check.Passed != false);

    private protected override bool HasDoubts => InDoubt > 0 || base.HasDoubts;

    // There is something to be ordered, and the account is not ready for it.
    private protected override bool HasStopped => (ToOrder > 0 && Checks.Any(check => check.Passed == false)) || base.HasStopped;

    /// <summary>The price of one order with its currency, for people; null when it is not known.</summary>
    public string? DescribeUnitPrice() => UnitPrice is { } price ? OrderPrice.Text(price, Currency) : null;

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Line($"{ToOrder:N0} to order, {AlreadyOrdered:N0} already ordered, {Faulty:N0} faulty, of {Inputs:N0} inputs."));
        text.Append(NeedCsr > 0 ? Line($" {NeedCsr:N0} of those to order only after New-DocSigningCsr.") : "");
        text.Append(InDoubt > 0 ? Line($" {InDoubt:N0} in doubt: a run asks CertCentral first.") : "");
        if (TotalCost is { } cost)
        {
            text.Append(Line($" {OrderPrice.Text(cost, Currency)} in all, {DescribeUnitPrice()} each"));
            text.Append(Sandbox ? " (sandbox: nothing is bought)." : ".");
        }

        var shortest = TimeSpan.FromSeconds(Math.Ceiling(ShortestDuration.TotalSeconds));
        text.Append(ShortestDuration > TimeSpan.Zero
            ? Line($" {Calls:N0} calls, which take {shortest:c} at the least under the rate limit.")
            : Line($" {Calls:N0} calls, for which the rate limit makes no wait."));
        foreach (AccountCheck check in Checks.Where(check => check.Passed != true))
        {
            text.Append(check.Passed is null ? " Not known - " : " Not ready - ").Append(check.Name).Append(": ")
                .Append(check.Detail);
        }

        return text.ToString();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
