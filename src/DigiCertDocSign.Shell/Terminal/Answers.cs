using System.Management.Automation;
using System.Management.Automation.Host;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>What happens to a command whose question gets no answer.</summary>
internal static class Answers
{
    /// <summary>Ctrl+C at a question ends the command that asks.</summary>
    public static T Whole<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    public static HostException NoMoreInput(string asked) =>
        new($"The command asks for {asked}, but the input has ended. Give the value as a parameter, or -Confirm:$false where it asks to "
            + "confirm.");
}
