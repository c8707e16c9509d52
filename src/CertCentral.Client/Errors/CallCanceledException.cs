namespace CertCentral.Errors;

/// <summary>
/// The caller stopped a call. That is no fault of the call, so this is an <see cref="OperationCanceledException"/> and no
/// <see cref="CertCentralException"/>. But where a call costs money, the caller must know whether it was sent.
/// </summary>
public sealed class CallCanceledException : OperationCanceledException
{
    internal CallCanceledException(CallFailure failure, Exception? innerException, CancellationToken token)
        : base(Text(failure), innerException, token)
    {
        Method = failure.Method;
        Route = failure.Route;
        Executed = failure.Executed;
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path with its variables by name, such as <c>order/certificate/{order_id}</c>.</summary>
    public string Route { get; }

    /// <summary>
    /// False: the server has certainly not carried out the call. It was stopped before it was sent: while it waited for a place under
    /// the limit, or for another attempt after attempts that were certainly not carried out. Null: it may have been sent, so nobody
    /// knows. Never true.
    /// </summary>
    public bool? Executed { get; }

    private static string Text(CallFailure failure) => failure.Executed == false
        ? $"{failure.Call} was stopped before it was sent."
        : $"{failure.Call} was stopped after it may have been sent; it is not known whether the server carried it out.";
}
