namespace DigiCertDocSign.Text;

/// <summary>Sentences of others that become a part of ours.</summary>
internal static class Sentence
{
    /// <summary>Without the stop at its end, so that ours can go on after it.</summary>
    public static string WithoutStop(string text) => text.TrimEnd('.', ' ');
}
