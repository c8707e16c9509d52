using System.Globalization;
using System.Reflection;

namespace DigiCertDocSign.Text;

/// <summary>
/// What Unicode says of single code points. .NET has it too, but from the platform: in globalization-invariant mode, as in containers
/// without ICU, string.Normalize silently does nothing and letter case has other rules.
/// </summary>
internal sealed class UnicodeTable
{
    private static readonly Lazy<UnicodeTable> Loaded = new(Load);

    private readonly Dictionary<int, int[]> _parts = new(2100);
    private readonly Dictionary<(int First, int Second), int> _wholes = new(1000);
    private readonly Dictionary<int, int> _classes = new(1000);
    private readonly Dictionary<int, int> _folded = new(1500);

    private UnicodeTable()
    {
    }

    public static UnicodeTable Default => Loaded.Value;

    /// <summary>The code points that this one is made of, none of which can be taken apart further; null when it is one.</summary>
    public int[]? PartsOf(int point) => _parts.TryGetValue(point, out int[]? parts) ? parts : null;

    /// <summary>The code point that the two make; null when they make none.</summary>
    public int? WholeOf(int first, int second) => _wholes.TryGetValue((first, second), out int whole) ? whole : null;

    /// <summary>The place of a mark among those over one letter; 0 for what is no such mark.</summary>
    public int ClassOf(int point) => _classes.TryGetValue(point, out int place) ? place : 0;

    public int FoldCase(int point) => _folded.TryGetValue(point, out int folded) ? folded : point;

    private static UnicodeTable Load()
    {
        var table = new UnicodeTable();
        var composed = new List<int>();
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(UnicodeTable), "UnicodeTable.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "D" or "X":
                    table._parts.Add(Hex(words[1]), [.. words.Skip(2).Select(Hex)]);
                    composed.AddRange(words[0] == "D" ? [Hex(words[1])] : Array.Empty<int>());
                    break;
                case "M":
                    Add(table._classes, words, step: 1, _ => Number(words[3]));
                    break;
                case "F":
                    Add(table._folded, words, Number(words[3]), point => point + Number(words[4]));
                    break;
            }
        }

        table.AddWholes(composed);
        return table;
    }

    // Shorter ones first: what is made of three is made of a whole of two and the third.
    private void AddWholes(List<int> composed)
    {
        foreach (int whole in composed.OrderBy(point => _parts[point].Length))
        {
            int[] parts = _parts[whole];
            int first = parts[0];
            for (int place = 1; place < parts.Length - 1; place++)
            {
                first = _wholes[(first, parts[place])];
            }

            _wholes.Add((first, parts[parts.Length - 1]), whole);
        }
    }

    private static void Add(Dictionary<int, int> map, string[] words, int step, Func<int, int> value)
    {
        int last = Hex(words[2]);
        for (int point = Hex(words[1]); point <= last; point += step)
        {
            map.Add(point, value(point));
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
