namespace DigiCertDocSign.People;

/// <summary>
/// A person's name as people read it: the given name, then the surname. How names are compared is another matter: OrderName and NameKeys.
/// </summary>
public static class FullName
{
    /// <returns>Without the part that is missing; empty when both are.</returns>
    public static string Of(string? givenName, string? surname) => $"{givenName} {surname}".Trim();

    /// <returns>"Mira Solberg &lt;mira@...&gt;", with what there is.</returns>
    public static string WithEmail(string? givenName, string? surname, string? email) =>
        string.IsNullOrWhiteSpace(email) ? Of(givenName, surname) : $"{Of(givenName, surname)} <{email}>".Trim();
}
