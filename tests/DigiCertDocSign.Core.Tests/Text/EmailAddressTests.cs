using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Text;
using FsCheck;
using FsCheck.Xunit;

namespace DigiCertDocSign.Tests.Text;

/// <summary>When two texts are one address. Two for one person would be two orders.</summary>
public class EmailAddressTests
{
    [Theory]
    [InlineData("mira@fjordlab.example", " Mira@FJORDLAB.Example\t")]
    [InlineData("INGRID@iki.example", "ingrid@IKI.example")]
    [InlineData("mira@bücher.example", "mira@BÜCHER.example")]
    [InlineData("mira@bücher.example", "mira@bu\u0308cher.example")]
    [InlineData("mira@bücher.example", "mira@xn--bcher-kva.example")]
    [InlineData("mira@bücher.example", "MIRA@XN--BCHER-KVA.EXAMPLE")]
    [InlineData("user@例え.テスト", "user@xn--r8jz45g.xn--zckzah")]
    [InlineData("user@例え.テスト", "user@例え。テスト")]
    [InlineData("user@пример.рф", "user@xn--e1afmkfd.xn--p1ai")]
    [InlineData("user@\u212Aelvin.example", "user@kelvin.example")]
    [InlineData("user@\U00010414.example", "user@\U0001043C.example")]
    [InlineData("jos\u00E9@fjordlab.example", "JOSE\u0301@fjordlab.example")]
    [InlineData("user@λόγος.example", "user@ΛΌΓΟΣ.example")]
    public void Spellings_of_one_address_are_one(string one, string other)
    {
        foreach (string culture in new[] { "", "tr-TR", "lt-LT" })
        {
            using var scope = new CultureScope(culture);

            Assert.Equal(EmailAddress.Of(one), EmailAddress.Of(other));
            Assert.Equal(EmailAddress.Of(one).GetHashCode(), EmailAddress.Of(other).GetHashCode());
            Assert.True(EmailAddress.AreSame(one, other));
            Assert.Equal(PathOf(one), PathOf(other));
        }
    }

    [Theory]
    [InlineData("mira@fjordlab.example", "mira@fjordlab.example.test")]
    [InlineData("mira@fjordlab.example", "mira.b@fjordlab.example")]
    [InlineData("mira@straße.example", "mira@strasse.example")]
    [InlineData("mira@bücher.example", "mira@bucher.example")]
    [InlineData("mira@bücher.example", "mira@xn--bcher-kvb.example")]
    [InlineData("xn--bcher-kva@fjordlab.example", "bücher@fjordlab.example")]
    [InlineData("mira@xn--9.example", "mira@xn--99999999999999.example")]
    [InlineData("mira\uD800@fjordlab.example", "mira@fjordlab.example")]
    public void Two_addresses_stay_two(string one, string other) => Assert.False(EmailAddress.AreSame(one, other));

    [Fact]
    public void An_address_is_shown_as_it_was_given_and_a_missing_one_is_nobodys()
    {
        Assert.Equal("Mira@BÜCHER.example", EmailAddress.Of(" Mira@BÜCHER.example ").ToString());
        Assert.Equal("mira@bücher.example", EmailAddress.Of(" Mira@BÜCHER.example ").Key);
        Assert.False(EmailAddress.AreSame(null, null));
        Assert.False(EmailAddress.AreSame("mira@fjordlab.example", null));
    }

    [Property(MaxTest = 2000)]
    public void Every_text_has_a_key_that_is_its_own(NonNull<string> text)
    {
        string key = EmailAddress.Of(text.Get).Key;
        Assert.Equal(key, EmailAddress.Of(key.ToUpperInvariant()).Key);
    }

    [Fact]
    public void The_csr_of_a_run_stays_with_one_person_in_each_spelling_of_the_address()
    {
        var csr = new SharedCsr();
        csr.Ask(Mira("mira@bücher.example"));
        csr.Ask(Mira("Mira@xn--bcher-kva.example"));
        Assert.Null(csr.Refusal());

        csr.Ask(Mira("mira@bucher.example"));
        DocSigningException refusal = Assert.IsType<DocSigningException>(csr.Refusal());
        Assert.Contains("<mira@bücher.example> and of Mira Berg <mira@bucher.example>", refusal.Message, StringComparison.Ordinal);
    }

    private static Person Mira(string email) => new("Mira", "Berg", "Lead", "+47 1", email);

    private static string PathOf(string email) => FilePlacement.InDirectory("/keys").PathFor(email, FilePlacement.KeySuffix);
}
