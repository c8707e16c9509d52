namespace CertCentral.Sandbox.State;

internal sealed class StoredUser
{
    public long Id { get; set; }
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";
    public string Email { get; set; } = "";
    public string JobTitle { get; set; } = "";
    public string Telephone { get; set; } = "";
}
