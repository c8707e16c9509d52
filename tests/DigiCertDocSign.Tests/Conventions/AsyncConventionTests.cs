using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>An asynchronous method says so by its name and can be cancelled.</summary>
public sealed class AsyncConventionTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, string> NotCancellable = new()
    {
        ["DigiCertDocSign.Cmdlets.Orders.OrderPipeline.StopAsync"] = "Waits for what was cancelled already.",
        ["DigiCertDocSign.Journal.IOrderJournal.ChangeAsync"] = "Writes down what has happened, which must be written also when the run is being stopped; it takes milliseconds.",
        ["DigiCertDocSign.Journal.OrderJournal.ChangeAsync"] = "Writes down what has happened, which must be written also when the run is being stopped; it takes milliseconds.",
        ["DigiCertDocSign.Ordering.Run.OrderRun.TakeAsync"] = "Takes what is done; the inputs have their own token.",
        ["DigiCertDocSign.Ordering.InputWindow`1.AddAsync"] = "Waits for inputs that have their own token; an input is never left alone.",
        ["DigiCertDocSign.Ordering.InputWindow`1.TakeAsync"] = "Takes what is done; the inputs have their own token.",
        ["DigiCertDocSign.Ordering.InputWindow`1.WaitAsync"] = "Waits for inputs that have their own token; an input is never left alone.",
        ["DigiCertDocSign.Ordering.Reconcile.IntentReconciler.AbandonAsync"] = "Writes down what has happened, which must be written also when the run is being stopped; it takes milliseconds.",
        ["CertCentral.Sandbox.Http.SandboxCall.ReadAsync"] = "Reads bytes that are in memory; net472 has no overload with a token.",
    };

    private static readonly MethodInfo[] Asynchronous =
        [.. ModuleCmdlets.Shipped.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.IsSubclassOf(typeof(Delegate)))
            .SelectMany(type => type.GetMethods(Declared))
            .Where(method => !method.IsSpecialName && !method.IsPrivate && !method.Name.Contains('<', StringComparison.Ordinal) && IsAwaitable(method.ReturnType))];

    [Fact]
    public void The_name_of_an_asynchronous_method_ends_in_Async()
    {
        Assert.True(Asynchronous.Length > 20);
        Assert.Empty(Asynchronous.Where(method => IsOurs(method) && !method.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Name));
    }

    [Fact]
    public void An_asynchronous_method_takes_a_cancellation_token()
    {
        var without = Asynchronous
            .Where(method => IsOurs(method) && method.Name is not "DisposeAsync")
            // A cmdlet has one token, cancelled when PowerShell stops it; its own methods use that.
            .Where(method => !method.DeclaringType!.IsSubclassOf(typeof(Cmdlet)))
            .Where(method => !method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken)))
            .Select(Name);

        Assert.Equal(NotCancellable.Keys.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_async_void()
    {
        var all = ModuleCmdlets.Shipped.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetMethods(Declared));

        Assert.Empty(all.Where(method => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute))).Select(Name));
    }

    // An override has the shape that the framework gave it.
    private static bool IsOurs(MethodInfo method) => ModuleCmdlets.Shipped.Contains(method.GetBaseDefinition().DeclaringType!.Assembly);

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    private static bool IsAwaitable(Type type)
    {
        Type open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Task) || open == typeof(Task<>) || open == typeof(ValueTask) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>);
    }
}
