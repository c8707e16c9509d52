namespace CertCentral.Pacing;

/// <summary>
/// Where the pacers of several processes keep one count of the requests of a key. The pacing decides what is counted and
/// how; this only keeps some kilobytes per key and lets one user at a time at them. It is an interface because this library
/// touches no files: who uses it knows in which folder a file may lie, and under which rights.
/// </summary>
/// <remarks>
/// The count holds times of the machine's monotonic clock, so its users must run on one machine. Two stores that are equal
/// (<see cref="object.Equals(object)"/>) are one to the pacing.
/// </remarks>
public interface IPacingStore
{
    /// <summary>
    /// Opens a count for its user alone, until the stream is disposed: for microseconds, and never across an await.
    /// </summary>
    /// <param name="name">Letters and digits that stand for a key and a server; the key cannot be found from them.</param>
    /// <returns>
    /// A stream that can be read, written and sought, empty for a new count; null when somebody else has the count at this
    /// moment.
    /// </returns>
    /// <exception cref="Exception">
    /// Anything the storage may throw, then or while the stream is used: the pacing goes on alone in its process and says so.
    /// </exception>
    Stream? TryOpen(string name);
}
