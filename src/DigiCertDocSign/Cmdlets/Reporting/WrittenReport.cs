using DigiCertDocSign.Reporting;

namespace DigiCertDocSign;

/// <summary>A report that was written.</summary>
public sealed class WrittenReport
{
    internal WrittenReport(string path, ReportFormat format, long length, SigningReport report)
    {
        Path = path;
        Format = format.ToString();
        Length = length;
        Orders = report.OrderCount;
        InForce = report.InForceCount;
        Expiring = report.ExpiringCount;
        Waiting = report.WaitingCount;
        Since = report.Since;
        MadeAt = report.MadeAt;
    }

    public string Path { get; }

    /// <summary>Html, Csv or Json.</summary>
    public string Format { get; }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>Orders in the report.</summary>
    public int Orders { get; }

    /// <summary>Certificates that can be signed with.</summary>
    public int InForce { get; }

    /// <summary>Of those, how many end within 90 days.</summary>
    public int Expiring { get; }

    /// <summary>Orders for which somebody must act.</summary>
    public int Waiting { get; }

    /// <summary>From when on the report tells what was done.</summary>
    public DateTimeOffset Since { get; }

    public DateTimeOffset MadeAt { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Report {Path}: {Orders} orders, {Waiting} wait, {Expiring} end within 90 days";
}
