using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using DigiCertDocSign.Shell.Terminal;

namespace DigiCertDocSign.Shell.Prompts;

/// <summary>A question with given answers, such as the Yes/No of -Confirm.</summary>
internal sealed class ChoicePrompt(ShellUserInterface ui)
{
    /// <param name="caption">Shown first; may be empty.</param>
    /// <param name="message">Shown under the caption; may be empty.</param>
    /// <param name="choices">An ampersand stands before a label's hot key.</param>
    /// <param name="defaultChoice">What an empty line answers; -1 for nothing.</param>
    public int Ask(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        string[] keys = [.. choices.Select(choice => HotKey(choice.Label))];
        string[] labels = [.. choices.Select(choice => PlainLabel(choice.Label))];
        string menu = string.Join("  ", keys.Zip(labels, (key, label) => $"[{key}] {label}")) + "  [?] Help";
        string preset = defaultChoice < 0 ? ": " : $" (default is \"{keys[defaultChoice]}\"): ";

        ui.WriteLine("");
        ui.Heading(caption, message);
        while (true)
        {
            ui.Write(menu + preset);
            string answer = ui.Line("a choice: " + string.Join(", ", labels)).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (answer == "?")
            {
                ShowHelp(keys, choices);
                continue;
            }

            int chosen = Array.FindIndex(keys, key => key.Equals(answer, StringComparison.OrdinalIgnoreCase));
            chosen = chosen >= 0 ? chosen : Array.FindIndex(labels, label => label.Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
            {
                return chosen;
            }
        }
    }

    private void ShowHelp(string[] keys, Collection<ChoiceDescription> choices)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            ui.WriteLine($"{keys[i]} - {choices[i].HelpMessage}");
        }
    }

    private static string HotKey(string label)
    {
        int mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length ? label.Substring(mark + 1, 1).ToUpperInvariant() : label;
    }

    private static string PlainLabel(string label) => label.Replace("&", "", StringComparison.Ordinal);
}
