using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders.Rules;

/// <summary>The rules for <c>subject</c> and for e-mail addresses.</summary>
internal static class SubjectRules
{
    public static void Read(WireReader body, StoredOrder order)
    {
        if (body.Object("subject", required: true) is not { } subject)
        {
            return;
        }

        order.Subject = new StoredSubject
        {
            GivenName = subject.RequiredText("given_name") ?? "",
            Surname = subject.RequiredText("surname") ?? "",
            JobTitle = subject.RequiredText("job_title") ?? "",
            Phone = subject.RequiredText("phone") ?? "",
            Email = subject.RequiredText("email") ?? "",
        };
        if (order.Subject.Email.Length > 0 && !IsEmail(order.Subject.Email))
        {
            subject.Invalid("email", "email is not an e-mail address.");
        }
    }

    /// <summary>
    /// As the rfc822Name of a certificate has to be: ASCII before the @, and a domain that has an ASCII form, which is in the certificate.
    /// </summary>
    public static bool IsEmail(string text)
    {
        int at = text.IndexOf('@');
        return at > 0
            && at == text.LastIndexOf('@')
            && text.Take(at).All(c => c is > ' ' and < (char)127)
            && text.Skip(at).All(c => c > ' ' && c != (char)127 && !char.IsWhiteSpace(c))
            && text.IndexOf('.', at) > at + 1
            && text[text.Length - 1] != '.'
            && MailDomain.InAscii(text) is not null;
    }
}
