namespace CertCentral.Sandbox.Http;

/// <summary>One kind of call that is served: its name, one of <see cref="SandboxRoutes"/>, and the method that answers it.</summary>
internal sealed class Route
{
    private readonly string _method;
    private readonly string[] _template;

    public Route(string name, Func<SandboxCall, SandboxAnswer> answer)
    {
        Name = name;
        Answer = answer;
        int space = name.IndexOf(' ');
        _method = name.Substring(0, space);
        _template = name.Substring(space + 1).Split('/');
    }

    public string Name { get; }

    public Func<SandboxCall, SandboxAnswer> Answer { get; }

    /// <summary>How many parts of the path are fixed. Of two routes that match, the one with more fixed parts answers.</summary>
    public int FixedParts => _template.Count(part => part[0] != '{');

    public bool TryMatch(SandboxCall call, out IReadOnlyList<string> arguments)
    {
        arguments = [];
        if (call.Segments is not { } segments || call.Method != _method || segments.Count != _template.Length)
        {
            return false;
        }

        var found = new List<string>();
        for (int i = 0; i < _template.Length; i++)
        {
            if (_template[i][0] == '{')
            {
                found.Add(segments[i]);
            }
            else if (!string.Equals(_template[i], segments[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        arguments = found;
        return true;
    }
}
