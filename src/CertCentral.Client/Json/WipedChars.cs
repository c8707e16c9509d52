using System.Collections.Concurrent;
using Newtonsoft.Json;

namespace CertCentral.Json;

/// <summary>Character buffers that are used again, and wiped before: a card number may have passed through them.</summary>
internal sealed class WipedChars : IArrayPool<char>
{
    private const int Length = 4096;
    private const int MostKept = 16;
    private readonly ConcurrentQueue<char[]> _kept = new();

    public static WipedChars Pool { get; } = new();

    public char[] Rent(int minimumLength) =>
        minimumLength > Length ? new char[minimumLength] : _kept.TryDequeue(out var kept) ? kept : new char[Length];

    public void Return(char[]? array)
    {
        if (array is null)
        {
            return;
        }

        Array.Clear(array, 0, array.Length);
        if (array.Length == Length && _kept.Count < MostKept)
        {
            _kept.Enqueue(array);
        }
    }
}
