using System.Management.Automation;
using CertCentral.Errors;
using DigiCertDocSign.Cmdlets.Orders;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that orders: each input becomes an order that is confirmed and goes through one run.</summary>
public abstract class OrderingCmdlet : OrderInputCmdlet
{
    // Whether -Csr is one person's alone is known when all inputs are.
    private readonly SharedCsr _sharedCsr = new();
    private readonly List<ReadyOrder> _withSharedCsr = [];
    private OrderPipeline? _orders;

    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int ThrottleLimit { get; set; } = 1;

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? MaxOrders { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? MaxErrors { get; set; }

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int SettleSec { get; set; } = WaitSeconds.Settle;

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int PatienceSec { get; set; } = WaitSeconds.Patience;

    /// <summary>An order that may be sent once it is confirmed.</summary>
    /// <param name="Input">For the run.</param>
    /// <param name="DescribeAsync">What the operator confirms; asked for right before that.</param>
    /// <param name="Total">How many orders there will be; null when nobody knows.</param>
    private protected sealed record ReadyOrder(OrderInput Input, Func<Task<string>> DescribeAsync, int? Total);

    /// <summary>The organization that all orders of the run are for; null where each has its own.</summary>
    /// <param name="first">The first order.</param>
    private protected abstract long? OrganizationOf(OrderInput first);

    /// <summary>The order of the present input.</summary>
    /// <returns>Null: it is left out.</returns>
    /// <exception cref="DocSigningException">There can be none.</exception>
    /// <exception cref="CertCentralException">The server could not be asked for what it hangs on.</exception>
    private protected abstract Task<ReadyOrder?> ReadyAsync();

    /// <summary>The operator has declined the order that was described last. Under -WhatIf nobody is asked, and all count.</summary>
    private protected abstract void Declined();

    /// <summary>What an order of this run costs, where the operator was asked about it or a plan says it.</summary>
    private protected abstract RunPrice? PriceOf(OrderInput input);

    private protected override string[] SummaryTags => ["DocSigningOrderRun"];

    /// <summary>What the error of the present input carries.</summary>
    private protected virtual object? InputTag => InputObject;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _orders = new OrderPipeline(this, StartRunAsync, PriceOf, MaxErrors);
    }

    protected override void ProcessRecord() => RunFor(InputTag, async () =>
    {
        if (_orders!.HasEnded || await TryReadyAsync() is not { } ready)
        {
            return;
        }

        if (Csr is null)
        {
            await OrderAsync(ready);
        }
        else
        {
            _sharedCsr.Ask(ready.Input.Person);
            _withSharedCsr.Add(ready);
        }
    });

    protected override void EndProcessing()
    {
        RunWhole(FinishAsync);
        base.EndProcessing();
    }

    private async Task FinishAsync()
    {
        DocSigningException? refusal = _sharedCsr.Refusal();
        foreach (ReadyOrder ready in _withSharedCsr)
        {
            await (refusal is null ? OrderAsync(ready) : _orders!.RefuseAsync(refusal, ready.Input.Tag, null, StopToken));
        }

        await _orders!.FinishAsync(StopToken);
        if (!_orders.HasStopped)
        {
            await _orders.Cost.AskAsync(Client.WithPatience(TimeSpan.Zero), StopToken);
        }
    }

    private protected override void EndBeforeTime()
    {
        if (_orders is { } orders)
        {
            RunWithin(orders.EndAsync);
        }
    }

    private protected override RunSummary Summarize(RunSummary counted) =>
        _orders?.Summarize(counted) ?? new OrderRunSummary { Failed = counted.Failed }.With(counted);

    /// <summary>The order of the present input is there already, and nothing is bought.</summary>
    private protected void CountPassedOver() => _orders!.CountPassedOver();

    /// <returns>Null for an input that is left out or cannot be ordered; its error is written.</returns>
    private async Task<ReadyOrder?> TryReadyAsync()
    {
        try
        {
            return await ReadyAsync();
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            await _orders!.RefuseAsync(fault, InputTag, InputTag is null ? null : NameOf(InputTag), StopToken);
            return null;
        }
    }

    private async Task OrderAsync(ReadyOrder ready)
    {
        if (ShouldProcess(Errors.InputName.Of(ready.Input.Person).ToString(), await ready.DescribeAsync()))
        {
            await _orders!.AddAsync(ready.Input, ready.Total, StopToken);
        }
        else if (!IsTrial)
        {
            Declined();
        }
    }

    /// <summary>Whether somebody is asked about an order, or told of it by -WhatIf.</summary>
    private protected bool IsShown =>
        IsTrial
        || (MyInvocation.BoundParameters.TryGetValue("Confirm", out object? asks)
            ? (bool)(SwitchParameter)asks
            : GetVariableValue("ConfirmPreference") is not ConfirmImpact.None);

    /// <summary>Where it is ordered, in the words of the question, before the price.</summary>
    private protected string PlaceOfOrder =>
        Target.IsSandbox ? "in the sandbox, costs nothing; a real account would say: " : $"at {Target.Place}; ";

    private async Task<OrderRun> StartRunAsync(OrderInput first)
    {
        var patience = TimeSpan.FromSeconds(PatienceSec);
        long accountId = await Target.GetAccountIdAsync(Client.WithPatience(patience), StopToken);
        var options = new OrderingOptions
        {
            AllowDuplicate = AllowDuplicate,
            ThrottleLimit = ThrottleLimit,
            MaxOrders = MaxOrders,
            MaxErrors = MaxErrors,
            OrganizationId = Force ? null : OrganizationOf(first),
            IsSandbox = Target.IsSandbox,
            SettleTime = TimeSpan.FromSeconds(SettleSec),
            Patience = patience,
            OnWaiting = text => Show(() => WriteWarning(text)),
        };
        return await OrderRun.StartAsync(Client, Target.OpenJournal(), accountId, options, Target.Time, StopToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _orders is { } orders)
        {
            StopRunning(orders.StopAsync);
        }

        base.Dispose(disposing);
    }
}
