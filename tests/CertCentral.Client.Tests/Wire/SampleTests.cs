using CertCentral.Orders;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Wire;

public class SampleTests
{
    // What these samples hold on purpose and no property can: empty lists for objects, an explicit null, a new field.
    private static readonly Dictionary<string, string[]> KeptRaw = new()
    {
        ["order-info.oddities.json"] =
        [
            "Certificate.ca_cert", "Certificate.organization", "Certificate.organization_units", "Certificate.server_platform",
            "a_field_added_later", "organization",
        ],
        ["order-list.page.json"] = ["Orders[2].organization"],
        ["order-create.request.new-organization-renewal.json"] = ["CreditCard.save_credit_card"],
    };

    // An empty object for a list is written as an empty list; ContradictionTests say how that answer is read.
    public static TheoryData<string> Answers =>
    [
        .. Samples.Names.Where(
            name => !SampleReaders.IsRequest(name) && !SampleReaders.IsError(name) && name != "order-list.rows-as-object.json"),
    ];

    public static TheoryData<string> Requests => [.. Samples.Names.Where(SampleReaders.IsRequest)];

    public static TheoryData<string> OrderRequests =>
        [.. Samples.Names.Where(name => name.StartsWith("order-create.request.", StringComparison.Ordinal))];

    [Fact]
    public void Every_sample_is_here()
    {
        Assert.Equal(51, Samples.Names.Count());
        Assert.All(Samples.Names.Where(name => !SampleReaders.IsError(name)), name => SampleReaders.Read(name, Samples.Text(name)));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_is_read_with_nothing_lost(string name)
    {
        WireObject typed = SampleReaders.Read(name, Samples.Text(name));

        JToken written = Sample.Parse(WireJson.Write(typed));

        Assert.Null(SameOnTheWire.FirstLoss(Sample.Tree(name), written));
        Assert.Null(SameOnTheWire.FirstLoss(written, Sample.Tree(name)));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    [MemberData(nameof(Requests))]
    public void Every_field_of_a_sample_has_a_property(string name)
    {
        WireObject typed = SampleReaders.Read(name, Samples.Text(name));

        Assert.Equal(KeptRaw.GetValueOrDefault(name, []), TypedFields.Extra(typed).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OrderRequests))]
    public async Task An_order_leaves_as_the_sample_s_tree(string name)
    {
        var server = StubServer.Answering("""{"id":1}""");
        using CertCentralClient client = TestClient.Over(server);

        await client.Orders.CreateAsync(WireJson.Read<OrderRequest>(Samples.Text(name)), CancellationToken.None);

        Assert.Equal(Sample.Tree(name), Sample.Parse(Assert.Single(server.Calls).Body), JToken.EqualityComparer);
    }

    [Theory]
    [InlineData("order-reissue.request.json")]
    [InlineData("organization-contact.request.json")]
    [InlineData("organization-create.request.json")]
    public void Other_bodies_are_written_as_the_sample_s_tree(string name) =>
        Assert.Equal(
            Sample.Tree(name), Sample.Parse(WireJson.Write(SampleReaders.Read(name, Samples.Text(name)))), JToken.EqualityComparer);
}
