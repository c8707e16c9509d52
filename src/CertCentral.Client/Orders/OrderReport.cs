namespace CertCentral.Orders;

/// <summary>
/// The order report, read whole. An account may show fewer columns or other ones, so a column that is not there says nothing about the
/// orders: ask <see cref="Has"/> before you conclude anything from an empty value.
/// </summary>
/// <remarks>Services API: GET report/order.</remarks>
public sealed class OrderReport
{
    private readonly OrderReportColumns _columns;

    internal OrderReport(OrderReportColumns columns, IReadOnlyList<OrderReportRow> rows)
    {
        _columns = columns;
        Rows = rows;
    }

    /// <summary>All columns by their name on the wire, in the order of the server.</summary>
    public IReadOnlyList<string> Columns => _columns.Names;

    /// <summary>In the order of the server. An order may have more than one row.</summary>
    public IReadOnlyList<OrderReportRow> Rows { get; }

    /// <param name="column">Its name on the wire, such as <c>email</c> or <c>csr</c>; in capital or small letters.</param>
    public bool Has(string column) => _columns.Find(column) is not null;
}

/// <summary>One row of the order report.</summary>
public sealed class OrderReportRow
{
    private readonly OrderReportColumns _columns;
    private readonly string[] _fields;

    internal OrderReportRow(OrderReportColumns columns, string[] fields, long orderId)
    {
        _columns = columns;
        _fields = fields;
        OrderId = orderId;
    }

    public long OrderId { get; }

    public string? Status => this["status"];

    /// <summary>Documented without a zone.</summary>
    public WireMoment? DateCreated => this["date_created"] is { } text ? Json.MomentValue.ReadMoment(text) : null;

    public string? CommonName => this["common_name"];

    public string? ProductNameId => this["product_name_id"];

    public string? Email => this["email"];

    /// <summary>PEM, with line breaks.</summary>
    public string? Csr => this["csr"];

    /// <summary>Null when the report has no such column or the row has nothing in it.</summary>
    /// <param name="column">Its name on the wire, in capital or small letters.</param>
    public string? this[string column] => _columns.Find(column) is { } index && _fields[index].Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>Which column stands where.</summary>
internal sealed class OrderReportColumns
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.OrdinalIgnoreCase);

    public OrderReportColumns(IEnumerable<string> names)
    {
        Names = [.. names.Select(name => name.Trim())];
        for (int index = 0; index < Names.Count; index++)
        {
            // Of two columns with one name, nobody knows which is meant, so both count as not there.
            _indexes[Names[index]] = _indexes.ContainsKey(Names[index]) ? -1 : index;
        }
    }

    public IReadOnlyList<string> Names { get; }

    public int? Find(string name) => _indexes.TryGetValue(name, out int index) && index >= 0 ? index : null;
}
