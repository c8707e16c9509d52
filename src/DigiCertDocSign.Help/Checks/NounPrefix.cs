using DigiCertDocSign.Help.Cmdlets;

namespace DigiCertDocSign.Help.Checks;

internal static class NounPrefix
{
    /// <summary>What all nouns of the module begin with, such as <c>DocSigning</c>; it also names the module's about topics.</summary>
    public static string Of(IReadOnlyList<CmdletShape> cmdlets)
    {
        string prefix = cmdlets[0].Noun;
        foreach (string noun in cmdlets.Skip(1).Select(cmdlet => cmdlet.Noun))
        {
            int same = prefix.Zip(noun).TakeWhile(pair => pair.First == pair.Second).Count();
            prefix = prefix[..same];
        }

        return prefix;
    }
}
