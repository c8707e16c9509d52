using System.Globalization;
using Newtonsoft.Json;

namespace DigiCertDocSign.Reporting;

/// <summary>A report for other programs. The names of its properties do not change; what is not known is null.</summary>
internal static class JsonReport
{
    /// <summary>A program that reads reports compares it: a new number comes with a property that means something else.</summary>
    private const int Version = 1;

    public static void Write(SigningReport report, TextWriter writer)
    {
        using var json = new JsonTextWriter(writer);
        json.Formatting = Formatting.Indented;
        json.CloseOutput = false;
        json.Culture = CultureInfo.InvariantCulture;
        json.WriteStartObject();
        Put(json, "generator", ReportFile.MarkOf(report));
        Put(json, "version", Version);
        Put(json, "madeAt", Time(report.MadeAt));
        Put(json, "since", Time(report.Since));
        Put(json, "accountId", report.AccountId);
        Put(json, "place", report.Place);
        Put(json, "sandbox", report.Sandbox);
        Put(json, "currency", report.Currency);
        WriteList(json, "orders", report.Rows, row => WriteRow(json, row, report.CurrencyOf(row)));
        WriteList(json, "expiry", report.Expiry, month =>
        {
            Put(json, "month", month.Month);
            Put(json, "certificates", month.Count);
        });
        WriteList(json, "costs", report.Costs, cost =>
        {
            Put(json, "month", cost.Month);
            Put(json, "organization", cost.Organization);
            Put(json, "orders", cost.Orders);
            Put(json, "currency", cost.Currency);
            Put(json, "sum", cost.Sum);
        });
        Put(json, "ordersWithoutPrice", report.UnpricedCount);
        WriteList(json, "done", report.Done, entry => WriteDone(json, entry));
        WriteList(json, "revocations", report.Revocations, one => WriteRequest(json, one));
        WriteList(json, "reissues", report.Reissues, one => WriteRequest(json, one));
        WriteChecks(json, report);
        json.WriteEndObject();
    }

    private static void WriteRow(JsonTextWriter json, ReportRow row, string? currency)
    {
        Put(json, "orderId", row.OrderId);
        Put(json, "person", row.Person);
        Put(json, "email", row.Email);
        Put(json, "status", row.Status);
        Put(json, "organizationId", row.OrganizationId);
        Put(json, "organization", row.OrganizationName);
        Put(json, "dateCreated", Time(row.DateCreated));
        Put(json, "validTill", row.ValidTill?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Put(json, "daysRemaining", row.DaysRemaining);
        Put(json, "waitsFor", row.Waits ? row.WaitsFor.ToString() : null);
        Put(json, "nextAction", row.Waits ? row.NextAction : null);
        Put(json, "price", row.Price);
        Put(json, "currency", currency);
        Put(json, "orderedBy", row.OrderedBy);
        Put(json, "orderedAt", Time(row.OrderedAt));
        Put(json, "decidedBy", row.DecidedBy);
        Put(json, "decidedAt", Time(row.DecidedAt));
        Put(json, "keyReference", row.KeyReference);
        Put(json, "serialNumber", row.SerialNumber);
    }

    private static void WriteDone(JsonTextWriter json, ReportEntry entry)
    {
        Put(json, "at", Time(entry.UpdatedAt));
        Put(json, "reference", entry.Reference);
        Put(json, "kind", entry.Kind.ToString());
        Put(json, "state", entry.State.ToString());
        Put(json, "orderId", entry.OrderId);
        Put(json, "person", entry.Person);
        Put(json, "email", entry.Email);
        Put(json, "problem", entry.Problem);
    }

    private static void WriteRequest(JsonTextWriter json, ReportRequest one)
    {
        Put(json, "orderId", one.OrderId);
        Put(json, "person", one.Person);
        Put(json, "requestId", one.RequestId);
        Put(json, "status", one.Status);
        Put(json, "requestedAt", Time(one.AskedAt));
        Put(json, "requestedBy", one.AskedBy);
        Put(json, "decidedBy", one.DecidedBy);
        Put(json, "decidedAt", Time(one.DecidedAt));
        Put(json, "reason", one.Reason);
        Put(json, "comment", one.Comment);
    }

    private static void WriteChecks(JsonTextWriter json, SigningReport report)
    {
        WriteList(json, "certificateChecks", report.Findings, check =>
        {
            Put(json, "orderId", check.OrderId);
            Put(json, "person", check.Person);
            Put(json, "check", check.Check);
            Put(json, "passed", check.Passed);
            Put(json, "detail", check.Detail);
        });
        WriteList(json, "keyStoreChecks", report.KeyStores, check =>
        {
            Put(json, "store", check.Store);
            Put(json, "check", check.Check);
            Put(json, "passed", check.Passed);
            Put(json, "detail", check.Detail);
        });
    }

    private static void WriteList<T>(JsonTextWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Put(JsonTextWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

    private static string? Time(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
