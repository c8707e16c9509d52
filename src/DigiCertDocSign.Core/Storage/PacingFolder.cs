using CertCentral.Pacing;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Counts calls in a folder, with one small file per API key and server, so that all processes of a user on this machine keep to one limit
/// together. A file holds nothing but times; its name is a digest from which nobody can find the key. Only its owner may open it.
/// </summary>
/// <remarks>
/// It is not part of the client because the client touches no files. The folder must be on a disk of this machine: the times are those of
/// the machine's own clock. Deleting a file forgets the calls of the last minutes and does no other harm.
/// </remarks>
public sealed class PacingFolder : IPacingStore, IEquatable<PacingFolder>
{
    private const string Suffix = ".pace";
    private readonly string _folder;

    /// <param name="folder">Made when it is missing, at the first call.</param>
    public PacingFolder(string folder) => _folder = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public Stream? TryOpen(string name) => HeldFile.TryOpen(Path.Combine(_folder, name + Suffix));

    /// <inheritdoc/>
    public bool Equals(PacingFolder? other) => other is not null && string.Equals(_folder, other._folder, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PacingFolder);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_folder);
}
