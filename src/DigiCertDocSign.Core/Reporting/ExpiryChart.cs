using System.Globalization;

namespace DigiCertDocSign.Reporting;

/// <summary>How many certificates end in which month, drawn into the page. The table beside it says the same.</summary>
internal static class ExpiryChart
{
    private const int Height = 220;
    private const int Top = 24;
    private const int Bottom = 28;
    private const int Side = 8;
    private const int MostWidth = 880;
    private const int WidestBar = 56;
    private const int MostLabels = 14;

    public static void Write(IReadOnlyList<ReportMonth> months, TextWriter writer)
    {
        int most = months.Max(month => month.Count);
        int total = months.Sum(month => month.Count);
        ReportMonth peak = months.First(month => month.Count == most);
        double step = Math.Min(WidestBar, (MostWidth - (2.0 * Side)) / months.Count);
        string width = Text(Math.Max(320, (step * months.Count) + (2 * Side)));
        writer.WriteLine("<figure class=\"wide\" tabindex=\"0\" aria-label=\"Chart\">");
        writer.WriteLine(
            $"<svg role=\"img\" viewBox=\"0 0 {width} {Text(Height)}\" "
            + "xmlns=\"http://www.w3.org/2000/svg\">");
        writer.WriteLine("<title>Certificates by the month in which they end</title>");
        writer.WriteLine(
            $"<desc>{Text(total)} certificates end from {months[0].Month} to {months[months.Count - 1].Month}; "
            + $"most of them, {Text(most)}, in {peak.Month}. The table below has each month.</desc>");
        writer.WriteLine(
            $"<line x1=\"0\" x2=\"{width}\" y1=\"{Text(Height - Bottom)}\" y2=\"{Text(Height - Bottom)}\"></line>");
        int every = (months.Count + MostLabels - 1) / MostLabels;
        for (int place = 0; place < months.Count; place++)
        {
            WriteBar(months[place], Side + (place * step), step, most, place % every == 0, writer);
        }

        writer.WriteLine("</svg>");
        writer.WriteLine("</figure>");
    }

    private static void WriteBar(ReportMonth month, double left, double step, int most, bool isLabelled, TextWriter writer)
    {
        double height = (Height - Top - Bottom) * month.Count / (double)most;
        double top = Height - Bottom - height;
        string middle = Text(left + (step / 2));
        if (month.Count > 0)
        {
            writer.WriteLine(
                $"<rect x=\"{Text(left + (step * 0.12))}\" y=\"{Text(top)}\" width=\"{Text(step * 0.76)}\" "
                + $"height=\"{Text(height)}\"></rect>");
            writer.WriteLine($"<text x=\"{middle}\" y=\"{Text(top - 5)}\" text-anchor=\"middle\">{Text(month.Count)}</text>");
        }

        if (isLabelled)
        {
            writer.WriteLine(
                $"<text x=\"{middle}\" y=\"{Text(Height - 9)}\" text-anchor=\"middle\">{month.Month}</text>");
        }
    }

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
