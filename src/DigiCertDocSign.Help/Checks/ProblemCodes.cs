namespace DigiCertDocSign.Help.Checks;

/// <summary>What can be wrong with a help text; README.md beside the project explains each.</summary>
internal static class ProblemCodes
{
    public const string MissingPage = "HELP001";
    public const string StalePage = "HELP002";
    public const string FrontMatter = "HELP003";
    public const string Headings = "HELP004";
    public const string EmptyText = "HELP005";
    public const string MissingParameter = "HELP006";
    public const string ExtraParameter = "HELP007";
    public const string ExampleForm = "HELP008";
    public const string CodeDoesNotParse = "HELP009";
    public const string CodeDoesNotFit = "HELP010";
    public const string Inputs = "HELP011";
    public const string Outputs = "HELP012";
    public const string BrokenLink = "HELP013";
    public const string Placeholder = "HELP014";
    public const string AboutTopic = "HELP015";
    public const string LostText = "HELP016";
}
