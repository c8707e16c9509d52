namespace CertCentral.Pacing;

/// <summary>
/// Where several hosts keep one count of the calls of a key, such as the database of a team. The pacing decides what is counted and
/// how, and asks for permits in small lots; the store only keeps some kilobytes for each key, lets one host at a time change them, and
/// tells the time by a clock of its own. It is an interface because this library knows no database.
/// </summary>
/// <remarks>The pacing takes two stores that are equal (<see cref="object.Equals(object)"/>) for one store.</remarks>
public interface IPermitStore
{
    /// <summary>
    /// Keeps the other hosts out, calls <paramref name="change"/> and keeps what it returns. When this ends without an exception, the
    /// change is durable; otherwise it may be or not. A store that tries again calls it again, and then the last call counts.
    /// </summary>
    /// <param name="name">Letters and digits that stand for a key and a server; the key cannot be found from them.</param>
    /// <param name="change">Takes microseconds, and waits for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exception">
    /// Whatever the storage throws. The pacing then counts in its own process alone, slowly, and warns.
    /// </exception>
    Task ChangeAsync(string name, PermitChange change, CancellationToken cancellationToken);
}

/// <summary>Makes the new bytes of a count out of the old ones.</summary>
/// <param name="kept">What is kept; null for a new count.</param>
/// <param name="now">The time by the clock of the store, which is one for all hosts, read after the others were kept out.</param>
public delegate byte[] PermitChange(byte[]? kept, DateTimeOffset now);
