namespace DigiCertDocSign.Help.Checks;

/// <param name="Path">The file, as the caller named its folder.</param>
/// <param name="Line">From 1.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record Problem(string Path, int Line, string Code, string Message)
{
    /// <summary>The form in which MSBuild, editors and CI recognise an error.</summary>
    public override string ToString() => $"{Path}({Line}): error {Code}: {Message}";
}
