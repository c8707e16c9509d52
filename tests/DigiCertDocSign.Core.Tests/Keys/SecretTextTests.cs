using CertCentral;

namespace DigiCertDocSign.Tests.Keys;

public class SecretTextTests
{
    [Fact]
    public void Characters_and_bytes_are_right_during_use_and_gone_after_it_also_after_a_throw()
    {
        char[]? characters = null;
        byte[]? bytes = null;

        Assert.Equal("pä🔑", SecretText.Use(Secret.Of("pä🔑"), text => new string(characters = text)));
        Assert.Throws<InvalidOperationException>(() => SecretText.UseUtf8<int>(Secret.Of("pä🔑"), text =>
        {
            Assert.Equal("pä🔑"u8.ToArray(), text);
            bytes = text;
            throw new InvalidOperationException();
        }));
        Assert.All(characters!, character => Assert.Equal('\0', character));
        Assert.All(bytes!, value => Assert.Equal(0, value));
    }
}
