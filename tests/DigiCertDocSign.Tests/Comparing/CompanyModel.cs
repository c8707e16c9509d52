using CertCentral.Sandbox;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// What a company should buy and hold, told from the rules of the documentation alone: it asks nothing of the product, and looks at what
/// the account says only to tell an order that was due from one that was not.
/// </summary>
internal sealed class CompanyModel
{
    public const decimal Price = 489m;
    private const int RenewWithinDays = 45;
    private const int GraceDays = 7;

    /// <summary>What began on one day ends on one day, and is renewed half of it in a week: by then all of it is.</summary>
    private const int RenewedByDays = 20;

    /// <summary>After a night in which something went wrong, it takes two looks to say that an order was not placed.</summary>
    private const int LongestOverdue = 3;

    private readonly HashSet<long> _known;

    public CompanyModel(IEnumerable<SandboxOrder> before) => _known = [.. before.Select(order => order.Id)];

    public List<Employee> Staff { get; } = [];

    public int Purchases { get; private set; }

    public int Renewals { get; private set; }

    public IEnumerable<Employee> Present => Staff.Where(one => one.LeftAt is null);

    public IEnumerable<Employee> Of(long organization) => Present.Where(one => one.Organization == organization);

    /// <summary>
    /// Somebody whose order has taken the place of another one: when it does not fit either, a human looks, until it is renewed.
    /// </summary>
    public static bool MayChange(Employee one) => one.Last is { Replaces: false };

    /// <summary>Somebody about whom nothing is under way.</summary>
    public static bool IsSettled(Employee one, DateTimeOffset now) =>
        one.LeftAt is null && one.Last is { } last && last.IsValid(now) && last.Fits(one);

    /// <summary>What one night should order for: whoever has nothing, has changed, or has a certificate that soon ends.</summary>
    public static bool IsDue(Employee one, DateTimeOffset night, int within = RenewWithinDays)
    {
        if (one.LeftAt is not null || one.Last is { LastDay: null })
        {
            return false;
        }

        return one.Last is not { } last || last.IsRevoked || !last.Fits(one)
            || last.LastDay <= night.UtcDateTime.Date.AddDays(within);
    }

    /// <summary>An administrator has approved all that waited: a certificate of one year begins today.</summary>
    public void Issue(DateTimeOffset day)
    {
        foreach (Bought order in Staff.Select(one => one.Last).OfType<Bought>().Where(order => order.LastDay is null))
        {
            order.LastDay = day.UtcDateTime.Date.AddYears(1).AddDays(-1);
        }
    }

    /// <summary>Looks at the account after a night: each new order was due, as what it was made, and none is there twice.</summary>
    public void Reckon(IReadOnlyList<SandboxOrder> account, DateTimeOffset night, bool isCalm)
    {
        var due = Present.Where(one => IsDue(one, night)).ToDictionary(one => one.Email);
        foreach (SandboxOrder order in account.Where(order => _known.Add(order.Id)))
        {
            Assert.True(due.Remove(order.Email, out Employee? one), $"{night:u}: order {order.Id} for {order.Email} was not due.");
            bool replaces = order.RenewalOfOrderId is null && one.Last is { } last && last.IsValid(night);
            var bought = new Bought(order.Id, order.Surname, order.Email, order.OrganizationId, order.RenewalOfOrderId, replaces);
            Assert.True(order.GivenName == Employee.GivenName && bought.Fits(one), $"{night:u}: order {order.Id} does not fit {one}.");
            Assert.Equal(Price, order.Price);
            one.Orders.Add(bought);
            one.Overdue = 0;
            Purchases++;
            Renewals += order.RenewalOfOrderId is null ? 0 : 1;
        }

        foreach (Employee late in due.Values.Where(one => isCalm && IsDue(one, night, RenewedByDays)))
        {
            Assert.True(++late.Overdue < LongestOverdue, $"{night:u}: nothing was ordered for {late}.");
        }

        ReckonEnds(account, night);
    }

    /// <summary>A certificate ends early only for somebody who has left, or whose next certificate is there.</summary>
    private void ReckonEnds(IReadOnlyList<SandboxOrder> account, DateTimeOffset night)
    {
        var status = account.ToDictionary(order => order.Id, order => order.Status);
        foreach (Employee one in Staff)
        {
            bool hasLeft = one.LeftAt is { } left && night - left >= TimeSpan.FromDays(GraceDays);
            foreach (Bought order in one.Orders.Where(order => !order.IsRevoked))
            {
                string now = status[order.OrderId];
                order.IsRevoked = now == "revoked";
                Assert.True(
                    !order.IsRevoked || hasLeft || (order != one.Last && one.Last!.IsValid(night)),
                    $"{night:u}: order {order.OrderId} of {one} was revoked.");
                Assert.True(
                    order.IsRevoked || now == (order.LastDay is null ? "needs_approval" : "issued") || now == "reissue_pending",
                    $"{night:u}: order {order.OrderId} of {one} is {now}.");
            }
        }
    }

    /// <summary>Everybody who should has one certificate, of which renewals are no second one, and nobody else has any.</summary>
    public void AssertEverybodyHasOne(DateTimeOffset now)
    {
        foreach (Employee one in Staff)
        {
            Bought[] valid = [.. one.Orders.Where(order => order.IsValid(now))];
            if (one.LeftAt is not null)
            {
                Assert.True(valid.Length == 0, $"{one} has left and has order {valid.FirstOrDefault()?.OrderId}.");
                continue;
            }

            Assert.True(IsSettled(one, now), $"{one} has no certificate that fits.");
            for (int older = 0; older < valid.Length - 1; older++)
            {
                Assert.True(valid[older + 1].RenewalOf == valid[older].OrderId, $"{one} has two: {valid[older].OrderId}.");
            }
        }
    }
}
