namespace DigiCertDocSign.Fixtures;

/// <summary>A test that needs a PostgreSQL server; skipped, and counted as skipped, where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    /// <param name="programs">What the test runs besides, each of Debian's package of its name.</param>
    public PostgresFactAttribute(params string[] programs) => Skip = PostgresServer.Missing
        ?? (programs.FirstOrDefault(program => PostgresServer.FolderWith(program, ["/usr/sbin"]) is null) is { } missing
            ? $"{missing} is missing: install it."
            : null);
}

/// <summary>The same with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}
