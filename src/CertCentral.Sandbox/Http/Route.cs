namespace CertCentral.Sandbox.Http;

/// <summary>One call that is served: its name out of <see cref="SandboxRoutes"/>, and who answers it.</summary>
internal sealed class Route
{
    private readonly string method;
    private readonly string[] template;

    public Route(string name, Func<SandboxCall, SandboxAnswer> answer)
    {
        Name = name;
        Answer = answer;
        var space = name.IndexOf(' ');
        method = name.Substring(0, space);
        template = name.Substring(space + 1).Split('/');
    }

    public string Name { get; }

    public Func<SandboxCall, SandboxAnswer> Answer { get; }

    /// <summary>How many parts are fixed: the route with the most wins over one that has a variable there.</summary>
    public int FixedParts => template.Count(part => part[0] != '{');

    public bool TryMatch(SandboxCall call, out IReadOnlyList<string> arguments)
    {
        arguments = [];
        if (call.Segments is not { } segments || call.Method != method || segments.Count != template.Length)
        {
            return false;
        }

        var found = new List<string>();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i][0] == '{')
            {
                found.Add(segments[i]);
            }
            else if (!string.Equals(template[i], segments[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        arguments = found;
        return true;
    }
}
