using DigiCertDocSign.Keys.Pkcs11;
using FsCheck;
using FsCheck.Xunit;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>PKCS#11 URIs (RFC 7512), ours and those of other tools.</summary>
public sealed class Pkcs11UriTests
{
    [Fact]
    public void Ours_is_written_as_the_RFC_wants_it()
    {
        var uri = new Pkcs11Uri
        {
            Token = "Legal; HSM/1",
            Serial = "0042",
            Object = "mira@fjordlab.example",
            Id = "00A1FF",
            ModulePath = "/usr/lib/soft hsm/lib&x.so",
        };

        Assert.Equal(
            "pkcs11:token=Legal%3B%20HSM%2F1;serial=0042;object=mira@fjordlab.example;id=%00%A1%FF;type=private?module-path=/usr/lib/"
                + "soft%20hsm/lib%26x.so",
            uri.ToString());
    }

    [Fact]
    public void Those_of_the_RFC_and_of_other_tools_are_read()
    {
        // Examples of RFC 7512 section 3, but for the first one's PIN source; the last as GnuTLS prints it.
        var first = Pkcs11Uri.Parse("pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;"
            + "object=my-certificate;type=cert;id=%69%95%3E%5C%F4%BD%EC%91;serial=");

        Assert.Equal(
            ("The Software PKCS#11 Softtoken", "Snake Oil, Inc.", "1.0", "my-certificate", "69953E5CF4BDEC91"),
            (first.Token, first.Manufacturer, first.Model, first.Object, first.Id));
        Assert.Equal("my-pubkey", Pkcs11Uri.Parse("pkcs11:object=my-pubkey;type=public").Object);
        Assert.Equal(
            "/mnt/libmypkcs11.so.1",
            Pkcs11Uri.Parse("pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1").ModulePath);
        Assert.Equal(
            "A name with a substring %;",
            Pkcs11Uri.Parse("pkcs11:token=A%20name%20with%20a%20substring%20%25%3B;object=my-certificate;type=cert").Token);
        Assert.Equal(
            "Name with a small A with acute: á",
            Pkcs11Uri.Parse("pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1;object=my-certificate;type=cert").Token);
        var second = Pkcs11Uri.Parse("pkcs11:object=my-sign-key;type=private?module-name=mypkcs11");
        Assert.Equal(("my-sign-key", "mypkcs11", (string?)null), (second.Object, second.ModuleName, second.Token));
        var third = Pkcs11Uri.Parse("pkcs11:token=%e2%82%ac?vendor-bbb=value-b&module-path=/a&x-other=v");
        Assert.Equal(("€", "/a"), (third.Token, third.ModulePath));
        Assert.Equal("SoftHSM v2", Pkcs11Uri.Parse(
            "pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=d2a8;token=T;id=%01;object=k;type=private").Model);
    }

    [Theory]
    [InlineData("file:///x")]
    [InlineData("pkcs11:token=a;token=b")]
    [InlineData("pkcs11:token=%zz")]
    [InlineData("pkcs11:token=%A")]
    [InlineData("pkcs11:token=%FF")]
    [InlineData("pkcs11:token")]
    [InlineData("pkcs11:slot-id=1")]
    [InlineData("pkcs11:type=data")]
    [InlineData("pkcs11:colour=red")]
    [InlineData("pkcs11:token=my-token;object=my-certificate;type=cert;vendor-aaa=value-a")]
    [InlineData("pkcs11:token=a;x-vendor=b")]
    [InlineData("pkcs11:library-manufacturer=Snake%20Oil,%20Inc.;library-description=Soft%20Token%20Library;library-version=1.23")]
    [InlineData("pkcs11:token=My%20token%25%20created%20by%20Joe;library-version=3;id=%01%02%03%Ba%dd%Ca%fe%04%05%06")]
    [InlineData("pkcs11:slot-description=Sun%20Metaslot")]
    [InlineData("pkcs11:token=a?pin-value=SECRET77")]
    [InlineData("pkcs11:token=a?pin-source=file:/etc/SECRET77")]
    public void What_is_none_or_carries_a_PIN_is_refused_without_being_repeated(string text)
    {
        DocSigningException fault = Assert.Throws<DocSigningException>(() => Pkcs11Uri.Parse(text));
        Assert.Equal((FaultKind.KeyReferenceInvalid, "KeyReference"), (fault.Kind, fault.Faults[0].Field));
        Assert.DoesNotContain("SECRET77", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkcs11:object=k;vendor-aaa=value-a", "'vendor-aaa' is not known here, and without it another key could be meant")]
    [InlineData("pkcs11:object=k;library-version=3", "name it by module-path or module-name")]
    public void What_would_have_narrowed_the_choice_is_named(string text, string says) =>
        Assert.Contains(says, Assert.Throws<DocSigningException>(() => Pkcs11Uri.Parse(text)).Message, StringComparison.Ordinal);

    [Property(MaxTest = 1000)]
    public void What_is_written_is_read_again_whatever_the_labels_are(
        NonNull<string> token, NonNull<string> name, NonNull<string> path, byte[] id)
    {
        string Whole(string text) => new([.. text.Where(character => !char.IsSurrogate(character))]);
        var uri = new Pkcs11Uri
        {
            Token = Whole(token.Get),
            Object = Whole(name.Get),
            ModulePath = Whole(path.Get),
            Id = Convert.ToHexString(id ?? []),
        };
        string text = uri.ToString();

        Assert.All(text, character => Assert.True(character is > ' ' and < (char)0x7F));
        Assert.Equal(uri, Pkcs11Uri.Parse(text));
    }
}
