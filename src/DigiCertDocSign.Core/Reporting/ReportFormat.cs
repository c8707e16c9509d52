namespace DigiCertDocSign.Reporting;

/// <summary>What a report is written as.</summary>
public enum ReportFormat
{
    Html,
    Csv,
    Json,
}
