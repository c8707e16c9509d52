namespace CertCentral.Sandbox.State;

internal sealed class StoredNote
{
    public long Id { get; set; }
    public string Text { get; set; } = "";
}
