namespace CertCentral.Sandbox.State;

internal sealed class StoredContact
{
    public long Id { get; set; }
    public long? UserId { get; set; }
    public string ContactType { get; set; } = "";
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";
    public string Email { get; set; } = "";
    public string JobTitle { get; set; } = "";
    public string Telephone { get; set; } = "";
}
