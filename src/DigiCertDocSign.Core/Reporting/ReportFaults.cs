namespace DigiCertDocSign.Reporting;

/// <summary>What can go wrong with the file of a report, in words.</summary>
internal static class ReportFaults
{
    private const string Field = "Path";

    public static DocSigningException FormatUnknown(string path) => new(
        FaultKind.ReportFormatUnknown,
        Field,
        $"{Field}: {path} ends neither with .html nor with .csv or .json, so it is not known what the report is to be.");

    public static DocSigningException Exists(string path) => new(
        FaultKind.ReportFileExists, Field, $"{Field}: {path} exists. Name another file, or replace it with -Force.");

    public static DocSigningException NotWritten(string path, Exception problem) => new(
        FaultKind.ReportNotWritten, Field, $"{Field}: the report could not be written to {path}. {problem.Message}", problem);
}
