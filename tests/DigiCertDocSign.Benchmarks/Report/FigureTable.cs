using System.Globalization;
using System.Text;
using DigiCertDocSign.Benchmarks.Budgets;

namespace DigiCertDocSign.Benchmarks.Report;

/// <summary>Figures as a Markdown table.</summary>
internal static class FigureTable
{
    public static string Write(IEnumerable<Figure> figures)
    {
        var text = new StringBuilder("| what | median | each run | budget | met |\n| --- | --- | --- | --- | --- |\n");
        foreach (Figure figure in figures)
        {
            if (figure.WhyNot is { } why)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {figure.What} | - | not measured: {why} | - | |\n");
                continue;
            }

            string runs = string.Join(", ", figure.Values.Select(Number));
            string budget = figure.Budget is { } most ? $"{(figure.IsAtLeast ? "at least " : "")}{Number(most)} {figure.Unit}" : "-";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {figure.What} | {Number(figure.Median)} {figure.Unit} | {runs} | {budget} | {Met(figure)} |\n");
        }

        return text.ToString();
    }

    private static string Met(Figure figure) => figure.Budget is null ? "" : figure.IsMet ? "yes" : "no";

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
