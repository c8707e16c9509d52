namespace CertCentral.Pacing;

/// <summary>
/// Where several processes keep one count of the calls of a key. The pacing decides what is counted and how; the store only keeps
/// some kilobytes for each key and lets one reader or writer at a time open them. It is an interface because this library touches no
/// files: its user knows in which folder a file may lie, and who may read it.
/// </summary>
/// <remarks>
/// The count holds times of the monotonic clock of the machine, so all its users must run on one machine. The pacing takes two stores
/// that are equal (<see cref="object.Equals(object)"/>) for one store.
/// </remarks>
public interface IPacingStore
{
    /// <summary>
    /// Opens a count for one user, until that user disposes the stream: for microseconds, and never across an await.
    /// </summary>
    /// <param name="name">Letters and digits that stand for a key and a server; the key cannot be found from them.</param>
    /// <returns>
    /// A stream that can be read, written and sought, empty for a new count. Null when another process or thread has the count open
    /// at this moment.
    /// </returns>
    /// <exception cref="Exception">
    /// Whatever the storage throws, here or while the stream is used. The pacing then counts in its own process alone, and warns.
    /// </exception>
    Stream? TryOpen(string name);
}
