using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Reporting;

/// <summary>The file of a report: written whole or not at all, its owner's alone, since it holds names and addresses.</summary>
/// <param name="path">The full path.</param>
public sealed class ReportFile(string path)
{
    private const int MostOfHead = 4096;

    private static readonly Regex Mark = new(
        "DigiCertDocSign report of account (?<account>[0-9]{1,18}) at (?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)",
        RegexOptions.CultureInvariant);

    /// <summary>By the ending.</summary>
    /// <exception cref="DocSigningException">ReportFormatUnknown.</exception>
    public ReportFormat Format { get; } = Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".html" or ".htm" => ReportFormat.Html,
        ".csv" => ReportFormat.Csv,
        ".json" => ReportFormat.Json,
        _ => throw ReportFaults.FormatUnknown(path),
    };

    /// <exception cref="DocSigningException">ReportFileExists.</exception>
    public void RequireFree()
    {
        if (File.Exists(path))
        {
            throw ReportFaults.Exists(path);
        }
    }

    /// <summary>Until when the report that lies there tells what was done; null where there is none of this account that says so.</summary>
    /// <param name="accountId">Of the new report.</param>
    /// <param name="now">A time after it is none.</param>
    public DateTimeOffset? MadeBefore(long accountId, DateTimeOffset now)
    {
        Match mark = Mark.Match(ReadHead());
        return mark.Success
            && mark.Groups["account"].Value == accountId.ToString(CultureInfo.InvariantCulture)
            && DateTimeOffset.TryParseExact(
                mark.Groups["time"].Value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset made)
            && made <= now
                ? made
                : null;
    }

    /// <summary>What a later report finds in this one.</summary>
    internal static string MarkOf(SigningReport report) => string.Format(
        CultureInfo.InvariantCulture,
        "DigiCertDocSign report of account {0} at {1:yyyy-MM-dd'T'HH:mm:ss'Z'}",
        report.AccountId,
        report.DoneUntil.UtcDateTime);

    /// <returns>How long the file is, in bytes.</returns>
    /// <exception cref="DocSigningException">ReportFileExists or ReportNotWritten.</exception>
    public long Write(SigningReport report, bool overwrite)
    {
        try
        {
            long length = 0;

            // A killed process has left names and addresses behind.
            DurableFile.Sweep(Path.GetDirectoryName(path)!);
            DurableFile.Write(
                path,
                stream =>
                {
                    using (var writer = new StreamWriter(stream, new UTF8Encoding(Format == ReportFormat.Csv), 1 << 16, leaveOpen: true))
                    {
                        writer.NewLine = Format == ReportFormat.Csv ? "\r\n" : "\n";
                        WriteTo(writer, report);
                    }

                    length = stream.Length;
                },
                ownerOnly: true,
                overwrite);
            return length;
        }
        catch (FileExistsException)
        {
            throw ReportFaults.Exists(path);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw ReportFaults.NotWritten(path, problem);
        }
    }

    private void WriteTo(TextWriter writer, SigningReport report)
    {
        switch (Format)
        {
            case ReportFormat.Csv:
                CsvReport.Write(report, writer);
                break;
            case ReportFormat.Json:
                JsonReport.Write(report, writer);
                break;
            default:
                new HtmlReport(report, writer).Write();
                break;
        }
    }

    private string ReadHead()
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] head = new byte[MostOfHead];
            return Encoding.UTF8.GetString(head, 0, stream.Read(head, 0, head.Length));
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // None is there, or it may not be read: the report begins where the first one would.
            return "";
        }
    }
}
