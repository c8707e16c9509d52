namespace DigiCertDocSign.Storage;

/// <summary>The name is taken. Each writer turns this into a fault that names its own parameter.</summary>
internal sealed class FileExistsException(string path) : IOException($"The file {path} exists.");
