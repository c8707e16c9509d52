using DigiCertDocSign.Help.Cmdlets;

namespace DigiCertDocSign.Help.Markdown;

/// <summary>Headings and front matter of a cmdlet's page: platyPS schema 2024-05-01.</summary>
internal static class PageSchema
{
    public const string Version = "2024-05-01";
    public const string Synopsis = "SYNOPSIS";
    public const string Syntax = "SYNTAX";
    public const string Aliases = "ALIASES";
    public const string Description = "DESCRIPTION";
    public const string Examples = "EXAMPLES";
    public const string Parameters = "PARAMETERS";
    public const string Inputs = "INPUTS";
    public const string Outputs = "OUTPUTS";
    public const string Notes = "NOTES";
    public const string RelatedLinks = "RELATED LINKS";

    /// <summary>
    /// The key of the front matter that names other pages, with commas between. A parameter without a section of its own means what it
    /// means there.
    /// </summary>
    public const string ParametersFrom = "parameters-from";

    /// <summary>The section under PARAMETERS that stands for all parameters that PowerShell adds to every cmdlet.</summary>
    public const string CommonParameters = "CommonParameters";

    /// <summary>Under INPUTS and OUTPUTS of a cmdlet that takes or gives nothing.</summary>
    public const string None = "None";

    /// <summary>All second-level headings, in their order.</summary>
    public static readonly IReadOnlyList<string> Sections =
        [Synopsis, Syntax, Aliases, Description, Examples, Parameters, Inputs, Outputs, Notes, RelatedLinks];

    /// <summary>Those that may stay without text: made from the cmdlet, or not every cmdlet has something to note.</summary>
    public static readonly IReadOnlyList<string> MayBeEmpty = [Syntax, Aliases, Notes];

    /// <summary>Those whose text stands under third-level headings.</summary>
    public static readonly IReadOnlyList<string> Divided = [Examples, Parameters, Inputs, Outputs];

    /// <summary>Said of -WhatIf and -Confirm where a page does not say it in its own words.</summary>
    public static readonly IReadOnlyDictionary<string, string> StandardParameterTexts =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["WhatIf"] = "Shows what the cmdlet would do. No call that changes anything is sent and no file is written.",
            ["Confirm"] = "Asks before the cmdlet acts. -Confirm:$false acts without asking.",
        };

    /// <summary>The heading of a parameter's section.</summary>
    public static string HeadingOf(ParameterShape parameter) => "-" + parameter.Name;

    /// <summary>The front matter that a page of this cmdlet must have.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FrontMatter(CmdletShape cmdlet) =>
    [
        new("document type", "cmdlet"),
        new("external help file", cmdlet.HelpFile),
        new("HelpUri", cmdlet.HelpUri),
        new("Module Name", cmdlet.ModuleName),
        new("PlatyPS schema version", Version),
        new("title", cmdlet.Name),
    ];
}
