using DigiCertDocSign.People;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.People;

/// <summary>What a directory says of an account beside its person: disabled, expired, or no person at all.</summary>
public class DirectoryAccountTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Flags]
    public enum Control
    {
        AccountDisable = 2,
        NormalAccount = 512,
        DontExpirePassword = 65536,
    }

    [Theory]
    [InlineData(514)]
    [InlineData(66050L)]
    [InlineData("514")]
    [InlineData("0x202")]
    [InlineData("AccountDisable, NormalAccount")]
    [InlineData("ACCOUNTDISABLE")]
    [InlineData("NORMAL_ACCOUNT|ADS_UF_ACCOUNTDISABLE")]
    [InlineData(Control.AccountDisable | Control.NormalAccount)]
    public void Account_control_alone_tells_that_an_account_is_disabled(object control)
    {
        Assert.Equal(FaultKind.AccountDisabled, Assert.Single(Resolve("userAccountControl", control).Faults).Kind);
        Assert.NotNull(Resolve("userAccountControl", control, allowDisabled: true).Person);
    }

    [Theory]
    [InlineData(512)]
    [InlineData("NormalAccount, DontExpirePassword")]
    [InlineData(Control.NormalAccount | Control.DontExpirePassword)]
    public void Account_control_of_an_enabled_account_is_no_fault(object control) =>
        Assert.True(Resolve("UserAccountControl", control).Person is not null && Resolve("UserAccountControl", control).Enabled == true);

    [Fact]
    public void An_account_that_one_property_calls_disabled_is_disabled() =>
        Assert.False(Resolve(("Enabled", true), ("userAccountControl", 514)).Enabled);

    [Theory]
    [InlineData("computer", "a computer")]
    [InlineData("group", "a group")]
    [InlineData("contact", "a contact")]
    [InlineData("top person organizationalPerson user computer", "a computer")]
    [InlineData("top;person;organizationalPerson;contact", "a contact")]
    public void An_object_that_is_no_user_is_refused_with_what_it_is(string objectClass, string kind)
    {
        foreach (object value in new object[] { objectClass, objectClass.Split(' ', ';') })
        {
            Fault fault = Assert.Single(Resolve(("objectClass", value), ("Name", "LEGAL-7"), ("Surname", null)).Faults);

            Assert.Equal(FaultKind.NotAPerson, fault.Kind);
            Assert.Contains($"'LEGAL-7' is {kind}", fault.Message, StringComparison.Ordinal);
            Assert.Contains("Get-ADUser", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("objectCategory", "CN=Group,CN=Schema,CN=Configuration,DC=fjordlab,DC=example")]
    [InlineData("@odata.type", "#microsoft.graph.group")]
    public void Where_no_class_is_there_category_or_type_tells(string property, string value) =>
        Assert.Equal(FaultKind.NotAPerson, Assert.Single(Resolve(property, value).Faults).Kind);

    [Theory]
    [InlineData("objectClass", "user")]
    [InlineData("objectClass", "top person organizationalPerson user")]
    [InlineData("objectClass", "inetOrgPerson")]
    [InlineData("objectCategory", "CN=Person,CN=Schema,CN=Configuration,DC=fjordlab,DC=example")]
    [InlineData("@odata.type", "#microsoft.graph.user")]
    public void A_user_is_a_person(string property, string value) => Assert.NotNull(Resolve(property, value).Person);

    public static TheoryData<string, object> Past() => new()
    {
        { "accountExpires", Now.ToFileTime() },
        { "accountExpires", Now.AddDays(-1).ToFileTime().ToString(System.Globalization.CultureInfo.InvariantCulture) },
        { "AccountExpirationDate", Now.UtcDateTime.AddSeconds(-1) },
        { "AccountExpirationDate", Now.AddDays(-30) },
        { "AccountExpirationDate", "2026-11-01" },
    };

    [Theory]
    [MemberData(nameof(Past))]
    public void An_expired_account_is_refused_unless_that_is_allowed(string property, object value)
    {
        Fault fault = Assert.Single(Resolve(property, value).Faults);

        Assert.Equal(FaultKind.AccountExpired, fault.Kind);
        Assert.Contains("mira@fjordlab.example expired at 2026-1", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(Resolve(property, value, allowDisabled: true).Person);
    }

    public static TheoryData<string, object> Future() => new()
    {
        { "accountExpires", Now.AddSeconds(1).ToFileTime() },
        { "accountExpires", 0L },
        { "accountExpires", long.MaxValue },
        { "accountExpires", "9223372036854775807" },
        { "accountExpires", DateTime.FromFileTimeUtc(0) },
        { "AccountExpirationDate", "2026-12-01 00:00:00" },
        { "AccountExpirationDate", "" },
        { "AccountExpirationDate", "never" },
    };

    [Theory]
    [MemberData(nameof(Future))]
    public void An_account_that_has_not_expired_passes_in_silence(string property, object value)
    {
        PersonResolution resolution = Resolve(property, value);
        Assert.NotNull(resolution.Person);
        Assert.Empty(resolution.Warnings);
    }

    [Fact]
    public void A_date_that_may_be_two_dates_is_left_to_the_operator()
    {
        PersonResolution resolution = Resolve("AccountExpirationDate", "03/04/2026");
        Assert.NotNull(resolution.Person);
        Assert.Contains("'03/04/2026'", Assert.Single(resolution.Warnings), StringComparison.Ordinal);
    }

    private static PersonResolution Resolve(string property, object? value, bool allowDisabled = false) =>
        Resolve(allowDisabled, (property, value));

    private static PersonResolution Resolve(params (string Name, object? Value)[] others) => Resolve(false, others);

    private static PersonResolution Resolve(bool allowDisabled, params (string Name, object? Value)[] others)
    {
        (string Name, object? Value)[] five =
        [
            ("GivenName", "Mira"),
            ("Surname", "Berg"),
            ("JobTitle", "Contract Manager"),
            ("Phone", "+47 55"),
            ("Email", "mira@fjordlab.example"),
        ];
        return new PersonResolver(allowDisabled: allowDisabled, time: new FakeTimeProvider(Now)).Resolve(
            new ListedSource("PSCustomObject", [.. five.Where(one => others.All(other => other.Name != one.Name)), .. others]));
    }
}
