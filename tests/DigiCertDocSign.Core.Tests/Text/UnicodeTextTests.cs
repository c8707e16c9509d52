using System.Text;
using DigiCertDocSign.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigiCertDocSign.Tests.Text;

/// <summary>Our tables of Unicode against those of this platform, which has ICU.</summary>
public class UnicodeTextTests
{
    // The platform's Unicode may be an older or newer one than ours, which knows some characters that the other does not.
    private const int MostOfAnotherVersion = 64;

    private static readonly int[] Points =
        [.. Enumerable.Range(0, 0x110000).Where(point => UnicodeText.IsSound(point is >= 0xD800 and <= 0xDFFF ? "\uD800" : Of(point)))];

    private static readonly int[] Marks = [.. Points.Where(point => IsMark(Of(point)))];

    [Fact]
    public void Every_code_point_is_taken_apart_composed_and_folded_as_the_platform_does_it()
    {
        Assert.True(Points.Length > 1_100_000);
        AssertSame(Points.Select(Of), UnicodeText.Decompose, text => text.Normalize(NormalizationForm.FormD));
        AssertSame(Points.Select(Of), UnicodeText.Compose, text => text.Normalize(NormalizationForm.FormC));
        AssertSame(Points.Select(Of), UnicodeText.FoldCase, text => text.ToUpperInvariant().ToLowerInvariant());
    }

    [Fact]
    public void Every_pair_that_makes_one_character_is_composed_and_every_mark_finds_its_place()
    {
        Assert.True(Marks.Length > 700);

        IEnumerable<string> apart = Points.Select(point => Of(point).Normalize(NormalizationForm.FormD)).Where(text => text.Length > 1);
        AssertSame(apart, UnicodeText.Compose, text => text.Normalize(NormalizationForm.FormC));

        int[] some = [0x334, 0x3099, 0x94D, 0x5B0, 0x64B, 0x316, 0x328, 0x301, 0x345, 0x360];
        IEnumerable<string> pairs = Marks.SelectMany(mark => some.SelectMany(other =>
            new[] { "a" + Of(mark) + Of(other), "a" + Of(other) + Of(mark) }));
        AssertSame(pairs, UnicodeText.Decompose, text => text.Normalize(NormalizationForm.FormD));
    }

    [Property(MaxTest = 5000)]
    public Property Any_text_is_composed_as_the_platform_does_it() => Prop.ForAll(AnyText().ToArbitrary(), text =>
    {
        Assert.Equal(text.Normalize(NormalizationForm.FormC), UnicodeText.Compose(text));
        Assert.Equal(text.Normalize(NormalizationForm.FormD), UnicodeText.Decompose(text));
        Assert.Equal(UnicodeText.Compose(text), UnicodeText.Compose(UnicodeText.Decompose(text)));
    });

    [Fact]
    public void Half_a_pair_stays_as_it_is()
    {
        Assert.Equal("\u00E9\uD800\u00E9", UnicodeText.Compose("e\u0301\uD800e\u0301"));
        Assert.False(UnicodeText.IsSound("a\uD800"));
        Assert.Throws<DocSigningException>(() => UnicodeText.Normalize("a\uDC00", "Surname"));
    }

    // Between two marks of the last and the first class, a mark lets the second one pass.
    private static bool IsMark(string text) => text[0] > '\u02FF' && UnicodeText.Decompose($"a\u0345{text}\u0334")[1] != '\u0345';

    private static Gen<string> AnyText()
    {
        Gen<int> letter = Gen.Elements('a', 'e', 'o', 'U', 'Z', 0xE4, 0x1EC7, 0x3B1, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x304B, 0x915);
        Gen<int> mark = Gen.Elements(0x300, 0x301, 0x302, 0x308, 0x323, 0x327, 0x328, 0x334, 0x345, 0x93C, 0x3099, 0x1D165, 0x200D);
        return Gen.Choose(0, 8).SelectMany(length => Gen.ArrayOf(Gen.OneOf(letter, mark, mark, Gen.Elements(Points)), length))
            .Select(points => string.Concat(points.Select(Of)));
    }

    private static void AssertSame(IEnumerable<string> texts, Func<string, string> ours, Func<string, string> theirs)
    {
        (string Text, string Ours, string Theirs)[] other =
            [.. texts.Select(text => (text, ours(text), theirs(text))).Where(pair => pair.Item2 != pair.Item3)];
        Assert.DoesNotContain(other, pair => pair.Ours != pair.Text && pair.Theirs != pair.Text);
        Assert.True(other.Length <= MostOfAnotherVersion, string.Join("; ", other.Take(9).Select(pair => Codes(pair.Text))));
    }

    private static string Codes(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"));

    private static string Of(int point) => char.ConvertFromUtf32(point);
}
