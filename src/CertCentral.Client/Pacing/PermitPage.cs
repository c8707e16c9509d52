namespace CertCentral.Pacing;

/// <summary>The bytes of a ledger: 64-bit numbers in little-endian order, a head first, then three lists with their lengths.</summary>
internal static class PermitPage
{
    private const long Mark = 0x31_44_45_4C_50_43_43; // "CCPLED1"

    /// <param name="kept">Null for a new ledger.</param>
    /// <param name="limits">What this host keeps to.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="InvalidDataException">The bytes are no ledger, or one of a newer version of this library.</exception>
    public static PermitLedger Read(byte[]? kept, CallLimits limits, long now)
    {
        var ledger = new PermitLedger(limits, now);
        if (kept is null)
        {
            ledger.Id = BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0);
            return ledger;
        }

        try
        {
            Fill(ledger, new BinaryReader(new MemoryStream(kept)), now);
            return ledger;
        }
        catch (EndOfStreamException exception)
        {
            throw Unreadable(exception);
        }
    }

    public static byte[] Write(PermitLedger ledger, long now)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        LimitLessons lessons = ledger.Lessons;
        long[] head =
        [
            Mark, now, ledger.Id, ledger.Given, ledger.KeepFor,
            lessons.HeldUntil, lessons.RefusedAt, lessons.Steps, lessons.LearnedAt,
        ];
        foreach (long number in head)
        {
            writer.Write(number);
        }

        WriteList(writer, ledger.Open, permit => [permit.Number, permit.Begin, permit.End]);
        WriteList(writer, ledger.Sent, sent => [sent]);
        WriteList(writer, ledger.Hosts, host => [host.Id, host.Wanted, host.ComesAt, host.Until]);
        return bytes.ToArray();
    }

    private static void Fill(PermitLedger ledger, BinaryReader reader, long now)
    {
        if (reader.ReadInt64() != Mark)
        {
            throw Unreadable(null);
        }

        // When somebody has set back the clock of the store, no time has passed since the ledger was written: it waits rather too long.
        long back = Math.Max(0, reader.ReadInt64() - now);
        (ledger.Id, ledger.Given) = (reader.ReadInt64(), reader.ReadInt64());
        ledger.KeepFor = Math.Max(ledger.KeepFor, reader.ReadInt64());
        long heldUntil = reader.ReadInt64() - back;
        long refusedAt = reader.ReadInt64() - back;
        int steps = (int)reader.ReadInt64();
        ledger.Lessons.Merge(heldUntil, refusedAt, steps, learnedAt: reader.ReadInt64() - back);
        ReadList(reader, () => ledger.Open.Add(new(reader.ReadInt64(), reader.ReadInt64() - back, reader.ReadInt64() - back)));
        ReadList(reader, () => ledger.Sent.Add(reader.ReadInt64() - back));
        ReadList(reader, () => ledger.Hosts.Add(
            new(reader.ReadInt64(), (int)reader.ReadInt64(), reader.ReadInt64() - back, reader.ReadInt64() - back)));
    }

    private static void WriteList<T>(BinaryWriter writer, List<T> list, Func<T, long[]> numbers)
    {
        writer.Write((long)list.Count);
        foreach (long number in list.SelectMany(numbers))
        {
            writer.Write(number);
        }
    }

    private static void ReadList(BinaryReader reader, Action add)
    {
        for (long left = reader.ReadInt64(); left > 0; left--)
        {
            add();
        }
    }

    private static InvalidDataException Unreadable(Exception? inner) =>
        new("what it keeps is not written as this version of the module writes it", inner);
}
