using System.Globalization;

namespace DigiCertDocSign.Text;

/// <summary>A number and what is counted: "1 year", "3 years".</summary>
internal static class Amount
{
    /// <param name="number">How many.</param>
    /// <param name="one">The word for one of them; an s makes it several.</param>
    public static string Of(int number, string one) => $"{number.ToString(CultureInfo.InvariantCulture)} {one}{(number == 1 ? "" : "s")}";

    /// <summary>"1, 2, 3 years", and "any number of years" where none is named.</summary>
    /// <param name="numbers">Those that are allowed.</param>
    /// <param name="one">As for a single number.</param>
    public static string OfEach(IReadOnlyCollection<int> numbers, string one) => numbers.Count switch
    {
        0 => $"any number of {one}s",
        1 => Of(numbers.First(), one),
        _ => $"{string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))} {one}s",
    };
}
