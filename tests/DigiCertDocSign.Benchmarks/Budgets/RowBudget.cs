using CertCentral.Orders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>A directory row to a checked order request, without network.</summary>
internal sealed class RowBudget : IBudget
{

    public string Name => "row";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        await Task.CompletedTask;
        yield return Measure(effort, "resolve and validate one row", SampleRows.Draft(), rows: 200_000, budget: 20);
        yield return Measure(effort, "the same with one CSR for all rows", SampleRows.DraftWithCsr(), rows: 4_000, budget: null);
    }

    private static Figure Measure(Effort effort, string what, OrderDraft draft, int rows, double? budget)
    {
        IPersonSource[] people = SampleRows.Make(1_000);
        var resolver = new PersonResolver();
        int next = 0;
        OrderRequest? last = null;
        void Row()
        {
            PersonResolution resolution = resolver.Resolve(people[next++ % people.Length]);
            last = OrderRules.Build(draft, resolution.Person!, resolution.Csr, SampleRows.Now);
        }

        Cpu.Of(effort.Of(rows / 4), Row);
        return new Figure(what, "us", budget, [.. Enumerable.Range(0, effort.Runs).Select(_ => Cpu.Of(effort.Of(rows), Row))]);
    }
}
