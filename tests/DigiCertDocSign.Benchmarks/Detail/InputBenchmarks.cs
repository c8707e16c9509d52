using BenchmarkDotNet.Attributes;
using CertCentral.Orders;
using CertCentral.Tests.Wire;
using DigiCertDocSign.Benchmarks.Budgets;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Detail;

/// <summary>Where the time and the memory of one input and its JSON go.</summary>
[MemoryDiagnoser]
public class InputBenchmarks
{
    private readonly IPersonSource _input = SamplePeople.Make(1)[0];
    private readonly PersonResolver _resolver = new();
    private readonly OrderDraft _draft = SamplePeople.Draft();
    private readonly OrderRequest _request = SamplePeople.Request();
    private string _json = "";
    private Person? _person;

    [GlobalSetup]
    public void Setup()
    {
        _person = _resolver.Resolve(_input).Person;
        _json = WireJson.Write(_request);
    }

    [Benchmark]
    public object Resolve() => _resolver.Resolve(_input);

    [Benchmark]
    public object Validate() => OrderRules.Build(_draft, _person!, csr: null, SamplePeople.Now);

    [Benchmark]
    public string WriteRequest() => WireJson.Write(_request);

    [Benchmark]
    public object ReadRequest() => WireJson.Read<OrderRequest>(_json);
}
