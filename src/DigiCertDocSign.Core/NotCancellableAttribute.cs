namespace DigiCertDocSign;

/// <summary>
/// Marks an asynchronous method that takes no cancellation token on purpose, and says why. A test asks for one or the other.
/// </summary>
/// <param name="reason">One sentence.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NotCancellableAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}
