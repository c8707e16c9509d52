namespace CertCentral.Containers;

/// <summary>The containers of the account; one page of them where the server gives them by pages.</summary>
/// <remarks>Services API: GET container.</remarks>
public sealed class ContainerPage : WireObject
{
    public List<Container>? Containers { get; init; }
    public Page? Page { get; init; }
}
