using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>Who has a long name or an international address gets a certificate, and so does everybody else of the list.</summary>
public sealed class UnusualPersonTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Theory]
    [InlineData("mira@bücher.example", "Solberg")]
    [InlineData("mira.long@fjordlab.example", "Solberg-of-the-very-long-name-that-no-common-name-has-the-room-for-any-more")]
    public void A_person_of_unusual_address_or_length_hinders_nobody(string email, string surname)
    {
        sandbox.Issue(SandboxSession.Person("Mira", surname, email), SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example"));

        Assert.All(
            sandbox.Run("$orders | Get-DocSigningOrderStatus; $orders | Wait-DocSigningOrder").Clean().Select(order => order.Properties),
            order => Assert.Equal("Issued True", $"{order["Status"].Value} {order["IsFinal"].Value}"));
        Assert.Equal(2, sandbox.Run("$orders | Save-DocSigningCertificate -Path $folder/out -KeyPassword $password").Clean().Count);
        Assert.All(
            sandbox.Run("$orders | Test-DocSigningCertificate -KeyPassword $password").Clean(),
            check => Assert.True((bool)check.Properties["Passed"].Value, check.Properties["Detail"].Value.ToString()));
    }
}
