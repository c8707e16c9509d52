using Newtonsoft.Json;

namespace CertCentral.Sandbox.State;

internal sealed class StoredSubject
{
    public string GivenName { get; set; } = "";
    public string Surname { get; set; } = "";
    public string JobTitle { get; set; } = "";
    public string Phone { get; set; } = "";
    public string Email { get; set; } = "";

    [JsonIgnore]
    public string CommonName => GivenName + " " + Surname;
}
