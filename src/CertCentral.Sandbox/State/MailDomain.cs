using System.Globalization;

namespace CertCentral.Sandbox.State;

/// <summary>International domains of e-mail addresses, which a certificate has in their ASCII form.</summary>
internal static class MailDomain
{
    /// <summary>The address with its domain in ASCII ("xn--"); null where the domain has no such form.</summary>
    public static string? InAscii(string email)
    {
        int domain = email.IndexOf('@') + 1;
        try
        {
#pragma warning disable RS0030 // The sandbox uses no project of the module, and where platforms differ it is a rehearsal that does.
            return email.Skip(domain).All(c => c < 128)
                ? email
                : email.Substring(0, domain) + new IdnMapping().GetAscii(email.Substring(domain));
#pragma warning restore RS0030
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
