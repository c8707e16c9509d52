namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>Where the clone lies.</summary>
internal static class Clone
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DigiCertDocSign.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The benchmarks run inside the clone.");
    }
}
