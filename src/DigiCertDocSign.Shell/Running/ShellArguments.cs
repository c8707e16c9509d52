using System.Diagnostics.CodeAnalysis;

namespace DigiCertDocSign.Shell.Running;

/// <summary>The command line: options of the shell first, then a script, then everything else is the script's own.</summary>
internal sealed class ShellArguments
{
    public const string Usage = """
        Usage: DigiCertDocSign.Shell [--module <path>] [script.ps1 [arguments ...]]

          --module <path>   module to load (folder, .psd1 or .dll); default: out/DigiCertDocSign of this clone
          script.ps1        script to run; its arguments follow as in pwsh -File. Without a script: a prompt
          --help            this text

        Exit code: the script's own 'exit' code, 0 when it ends by itself, 1 after an uncaught error, 130 after Ctrl+C.
        """;

    public string? ModulePath { get; private init; }

    public string? ScriptPath { get; private init; }

    public IReadOnlyList<string> ScriptArguments { get; private init; } = [];

    public bool ShowUsage { get; private init; }

    public static bool TryParse(
        IReadOnlyList<string> args,
        [NotNullWhen(true)] out ShellArguments? arguments,
        [NotNullWhen(false)] out string? complaint)
    {
        string? module = null;
        int next = 0;
        arguments = null;
        complaint = null;
        for (; next < args.Count && args[next].StartsWith('-'); next++)
        {
            switch (args[next])
            {
                case "--help" or "-h" or "-?":
                    arguments = new ShellArguments { ShowUsage = true };
                    return true;
                case "--module" when next + 1 < args.Count:
                    module = Path.GetFullPath(args[++next]);
                    break;
                case "--module":
                    complaint = "--module needs the path of a module.";
                    return false;
                default:
                    complaint = $"'{args[next]}' is no option of this shell. Options of a script stand after the script's path.";
                    return false;
            }
        }

        string? script = next < args.Count ? Path.GetFullPath(args[next]) : null;
        if (script is not null && !File.Exists(script))
        {
            complaint = $"The script '{script}' does not exist.";
            return false;
        }

        arguments = new ShellArguments { ModulePath = module, ScriptPath = script, ScriptArguments = [.. args.Skip(next + 1)] };
        return true;
    }
}
