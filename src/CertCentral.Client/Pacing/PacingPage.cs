namespace CertCentral.Pacing;

/// <summary>
/// The bytes of a shared count: a head of nine numbers, of which the last is a checksum of the others, then the times of the last
/// calls in a ring. All are 64-bit numbers in the byte order of the machine. The head is written after the times that it covers, and
/// new times overwrite only times that no longer count. So a process that dies while it writes does no harm.
/// </summary>
internal sealed class PacingPage
{
    private const int Number = sizeof(long);
    private const int HeadFields = 9;
    private const int HeadLength = HeadFields * Number;
    private const int MostSlots = 1 << 20;
    private const long Mark = 0x31_45_43_41_50_43_43; // "CCPACE1"

    /// <summary>No server stops the calls of a key for so long; a longer hold is a time from before the machine was started anew.</summary>
    private static readonly long LongestHold = TimeSpan.FromHours(1).Ticks;
    private readonly long[] _head = new long[HeadFields];
    private readonly byte[] _headBytes = new byte[HeadLength];
    private byte[] _bytes = [];

    /// <returns>
    /// False when the bytes are no count, or one from before the machine was started anew. The state is not changed then.
    /// </returns>
    public bool TryRead(Stream page, PacingState state, long now)
    {
        long length = page.Length;
        if (length is <= HeadLength or > HeadLength + ((long)MostSlots * Number) || !TryFill(page, (int)length))
        {
            return false;
        }

        Buffer.BlockCopy(_bytes, 0, _head, 0, HeadLength);
        (long slots, long total) = (_head[1], _head[2]);
        bool isCount = _head[0] == Mark
            && _head[8] == Sum()
            && length == HeadLength + (slots * Number)
            && slots >= PacingState.Spare
            && (slots & (slots - 1)) == 0
            && total >= 0
            && _head[3] <= now + LongestHold
            && _head[4] <= now
            && _head[5] is >= 0 and <= LimitLessons.MostSteps
            && _head[6] <= now
            && AreTimes((int)slots, total, now);
        if (isCount)
        {
            state.Replace(_bytes, HeadLength, (int)slots, total);
            state.Lessons.Merge(heldUntil: _head[3], refusedAt: _head[4], steps: (int)_head[5], learnedAt: _head[6]);
        }

        return isCount;
    }

    /// <param name="page">Where the count is kept.</param>
    /// <param name="state">What is to be kept.</param>
    /// <param name="known">How many calls the page holds already; a negative number writes the whole page anew.</param>
    public void Write(Stream page, PacingState state, long known)
    {
        int length = HeadLength + (state.Capacity * Number);
        if (known < 0 || page.Length != length || state.Total - known > state.Capacity)
        {
            page.SetLength(length);
            known = Math.Max(0, state.Total - state.Capacity);
        }

        for (long call = known; call < state.Total; call++)
        {
            page.Position = HeadLength + ((call & (state.Capacity - 1)) * Number);
            page.Write(BitConverter.GetBytes(state.TimeOf(call)), 0, Number);
            if ((call - known) % PacingState.Spare == PacingState.Spare - 1)
            {
                WriteHead(page, state, call + 1);
            }
        }

        WriteHead(page, state, state.Total);
        page.Flush();
    }

    private bool TryFill(Stream page, int length)
    {
        if (_bytes.Length < length)
        {
            _bytes = new byte[length];
        }

        page.Position = 0;
        for (int read = 0; read < length;)
        {
            int more = page.Read(_bytes, read, length - read);
            if (more == 0)
            {
                return false;
            }

            read += more;
        }

        return true;
    }

    // The times must be in order, and none may lie in the future. The oldest slots are not looked at: a writer that died may have
    // overwritten them, and no window reaches so far back.
    private bool AreTimes(int slots, long total, long now)
    {
        long before = long.MinValue;
        for (long call = Math.Max(0, total - slots + PacingState.Spare); call < total; call++)
        {
            long time = BitConverter.ToInt64(_bytes, HeadLength + ((int)(call & (slots - 1)) * Number));
            if (time < before)
            {
                return false;
            }

            before = time;
        }

        return before <= now;
    }

    private void WriteHead(Stream page, PacingState state, long total)
    {
        (_head[0], _head[1], _head[2], _head[3]) = (Mark, state.Capacity, total, state.Lessons.HeldUntil);
        (_head[4], _head[5], _head[6], _head[7]) = (state.Lessons.RefusedAt, state.Lessons.Steps, state.Lessons.LearnedAt, 0);
        _head[8] = Sum();
        Buffer.BlockCopy(_head, 0, _headBytes, 0, HeadLength);
        page.Position = 0;
        page.Write(_headBytes, 0, HeadLength);
    }

    // FNV-1a with 64 bits, over the numbers before it.
    private long Sum()
    {
        ulong hash = 14695981039346656037;
        for (int field = 0; field < HeadFields - 1; field++)
        {
            for (int shift = 0; shift < 64; shift += 8)
            {
                hash = unchecked((hash ^ (byte)(_head[field] >> shift)) * 1099511628211);
            }
        }

        return unchecked((long)hash);
    }
}
