using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>An asynchronous method says so by its name, and can be cancelled or says why not.</summary>
public sealed class AsyncConventionTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo[] AllMethods =
        [.. ModuleCmdlets.Shipped.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetMethods(Declared))];

    private static readonly MethodInfo[] Asynchronous =
        [.. ModuleCmdlets.Shipped.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.IsSubclassOf(typeof(Delegate)))
            .SelectMany(type => type.GetMethods(Declared))
            .Where(method => !method.IsSpecialName
                && !method.IsPrivate
                && !method.Name.Contains('<', StringComparison.Ordinal)
                && IsAwaitable(method.ReturnType))];

    [Fact]
    public void The_name_of_an_asynchronous_method_ends_in_Async()
    {
        Assert.True(Asynchronous.Length > 20);
        Assert.Empty(Asynchronous.Where(method => IsOurs(method) && !method.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Name));
    }

    [Fact]
    public void An_asynchronous_method_takes_a_token_or_says_why_it_takes_none()
    {
        IEnumerable<MethodInfo> without = Asynchronous
            .Where(method => IsOurs(method) && method.Name is not "DisposeAsync")
            // A cmdlet has one token, cancelled when PowerShell stops it; its own methods use that.
            .Where(method => !method.DeclaringType!.IsSubclassOf(typeof(Cmdlet)))
            .Where(method => !TakesToken(method));

        Assert.Empty(without.Where(method => ReasonOf(method) is null).Select(Name));
    }

    [Fact]
    public void A_reason_to_take_no_token_is_a_sentence_and_stands_only_where_there_is_none()
    {
        MethodInfo[] excused = [.. AllMethods.Where(method => ReasonOf(method) is not null)];

        Assert.NotEmpty(excused);
        Assert.All(excused, method => Assert.Matches(@"^[A-Z].{15,}\.$", ReasonOf(method)));
        Assert.Empty(excused.Where(method => TakesToken(method) || !Asynchronous.Contains(method)).Select(Name));
    }

    [Fact]
    public void Nothing_is_async_void()
    {
        Assert.Empty(AllMethods
            .Where(method => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            .Select(Name));
    }

    // An override has the shape that the framework gave it.
    private static bool IsOurs(MethodInfo method) => ModuleCmdlets.Shipped.Contains(method.GetBaseDefinition().DeclaringType!.Assembly);

    private static bool TakesToken(MethodInfo method) =>
        method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken));

    private static string? ReasonOf(MethodInfo method) => method.GetCustomAttributesData()
        .SingleOrDefault(attribute => attribute.AttributeType.Name == "NotCancellableAttribute")?.ConstructorArguments[0].Value as string;

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    private static bool IsAwaitable(Type type)
    {
        Type open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Task)
            || open == typeof(Task<>)
            || open == typeof(ValueTask)
            || open == typeof(ValueTask<>)
            || open == typeof(IAsyncEnumerable<>);
    }
}
