using CertCentral.Orders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>A directory user to a checked order body, without network.</summary>
internal sealed class InputBudget : IBudget
{

    public string Name => "input";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        await Task.CompletedTask;
        yield return Measure(effort, "resolve and validate one input", SamplePeople.Draft(), inputs: 200_000, budget: 20);
        yield return Measure(effort, "the same with one CSR for all inputs", SamplePeople.DraftWithCsr(), inputs: 4_000, budget: null);
    }

    private static Figure Measure(Effort effort, string what, OrderDraft draft, int inputs, double? budget)
    {
        IPersonSource[] people = SamplePeople.Make(1_000);
        var resolver = new PersonResolver();
        int next = 0;
        OrderRequest? last = null;
        void ReadOne()
        {
            PersonResolution resolution = resolver.Resolve(people[next++ % people.Length]);
            last = OrderRules.Build(draft, resolution.Person!, resolution.Csr, SamplePeople.Now);
        }

        Cpu.Of(effort.Of(inputs / 4), ReadOne);
        return new Figure(what, "us", budget, [.. Enumerable.Range(0, effort.Runs).Select(_ => Cpu.Of(effort.Of(inputs), ReadOne))]);
    }
}
