namespace DigiCertDocSign.Tests.People;

/// <summary>Stands for Exchange's struct of that name, whose text is the address.</summary>
internal sealed class SmtpAddress(string address)
{
    public override string ToString() => address;
}
