namespace CertCentral;

/// <summary>Argument checks that read the same on both frameworks.</summary>
internal static class Require
{
    public static void NotNull(object? value, string name)
    {
        if (value is null)
        {
            throw new ArgumentNullException(name);
        }
    }
}
