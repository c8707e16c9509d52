namespace CertCentral.Errors;

/// <summary>One error of an answer. The code may name a detail after a bar, as in <c>not_found|order</c>; both may be empty.</summary>
public sealed record ApiError(string Code, string Message)
{
    /// <summary>The message and the code; where one of them is empty, the other alone.</summary>
    public override string ToString() =>
        Message.Length == 0 ? Code : Code.Length == 0 ? Message : $"{Message} [{Code}]";
}
