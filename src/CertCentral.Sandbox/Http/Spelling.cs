using System.Globalization;
using System.Text;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Http;

/// <summary>How the name of a person is spelled.</summary>
internal static class Spelling
{
    /// <summary>Given name and surname in one.</summary>
    public static string Common(StoredSubject subject, SandboxNameLie lie) => lie switch
    {
        SandboxNameLie.SurnameFirst => subject.Surname.ToUpperInvariant() + ", " + subject.GivenName,
        SandboxNameLie.CutAt64 => Cut(subject.CommonName, 64),
        _ => Part(subject.CommonName, lie),
    };

    /// <summary>A part that stands alone: there only its letters can be spelled otherwise.</summary>
    public static string Part(string name, SandboxNameLie lie) => lie switch
    {
        SandboxNameLie.WithoutAccents => WithoutAccents(name),
        SandboxNameLie.Capitals => name.ToUpperInvariant(),
        _ => name,
    };

    public static string Cut(string text, int length) => text.Length <= length ? text : text.Substring(0, length);

#pragma warning disable RS0030 // The sandbox has no tables of its own; without ICU it keeps the accents.
    private static string WithoutAccents(string text) => string.Concat(
        text.Normalize(NormalizationForm.FormD).Where(part => CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark));
#pragma warning restore RS0030
}
