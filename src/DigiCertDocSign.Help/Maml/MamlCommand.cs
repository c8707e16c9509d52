using System.Globalization;
using System.Xml.Linq;
using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigiCertDocSign.Help.Maml;

/// <summary>
/// One cmdlet's help in MAML. The order of the parts is fixed: Windows PowerShell reads them by their names, but editors and
/// validators by their order.
/// </summary>
/// <param name="cmdlet">As it is built.</param>
/// <param name="page">Its texts.</param>
/// <param name="docs">The folder with the pages from which that page takes texts.</param>
/// <param name="address">Where the pages can be read by anybody; null when that is not known.</param>
internal sealed class MamlCommand(CmdletShape cmdlet, MarkdownPage page, DocsFolder docs, string? address)
{
    private readonly Section _title = page.Title!;

    public XElement Write() => new(
        MamlNames.Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", MamlNames.Maml),
        new XAttribute(XNamespace.Xmlns + "command", MamlNames.Command),
        new XAttribute(XNamespace.Xmlns + "dev", MamlNames.Dev),
        Details(),
        MamlNames.Description(Texts(PageSchema.Description)),
        Syntax(),
        Parameters(),
        Types("inputTypes", "inputType", PageSchema.Inputs),
        Types("returnValues", "returnValue", PageSchema.Outputs),
        Notes(),
        Examples(),
        RelatedLinks());

    private XElement Details() => new(
        MamlNames.Command + "details",
        new XElement(MamlNames.Command + "name", cmdlet.Name),
        MamlNames.Description(Texts(PageSchema.Synopsis)),
        new XElement(MamlNames.Command + "verb", cmdlet.Verb),
        new XElement(MamlNames.Command + "noun", cmdlet.Noun));

    private XElement Syntax() => new(
        MamlNames.Command + "syntax",
        cmdlet.Syntaxes.Select(syntax => new XElement(
            MamlNames.Command + "syntaxItem",
            new XElement(MamlNames.Maml + "name", cmdlet.Name),
            syntax.Uses.Select(use => MamlParameter.InSyntax(use, ParameterText(use.Parameter))))));

    private XElement Parameters() => new(
        MamlNames.Command + "parameters",
        cmdlet.Parameters.Select(parameter => MamlParameter.InList(cmdlet, parameter, ParameterText(parameter))));

    private XElement Types(string listName, string itemName, string section) => new(
        MamlNames.Command + listName,
        _title.Find(section)!.Children.Select(type => new XElement(
            MamlNames.Command + itemName,
            MamlNames.Type(type.Title),
            MamlNames.Description(PlainText.Paragraphs(type.Blocks)))));

    private XElement? Notes() => _title.Find(PageSchema.Notes) is { HasText: true } notes
        ? new XElement(
            MamlNames.Maml + "alertSet",
            new XElement(MamlNames.Maml + "alert", PlainText.Paragraphs(notes.Blocks).Select(MamlNames.Para)))
        : null;

    /// <summary>The empty paragraph at the end parts an example from the next one's title.</summary>
    private XElement Examples() => new(
        MamlNames.Command + "examples",
        _title.Find(PageSchema.Examples)!.Children.Select(ExampleText.From).Select(example => new XElement(
            MamlNames.Command + "example",
            new XElement(MamlNames.Maml + "title", $"---------- {example.Title} ----------"),
            new XElement(MamlNames.Dev + "code", example.Code),
            new XElement(MamlNames.Dev + "remarks", example.Remarks.Append("").Select(MamlNames.Para)))));

    /// <summary>Get-Help -Online opens the first link that has an address, so the cmdlet's own page stands first.</summary>
    private XElement RelatedLinks()
    {
        string? online = cmdlet.HelpUri.Length > 0 ? cmdlet.HelpUri : address is null ? null : $"{address}/{cmdlet.Name}.md";
        IEnumerable<XElement> own = online is null ? [] : [Link("Online Version:", online)];
        IEnumerable<XElement> others = _title.Find(PageSchema.RelatedLinks)!.Blocks
            .SelectMany(block => block.Descendants<LinkInline>())
            .Select(link => Link(PlainText.Of((ContainerInline)link), IsWebAddress(link.Url) ? link.Url! : ""));
        return new XElement(MamlNames.Command + "relatedLinks", own.Concat(others));
    }

    private static XElement Link(string text, string address) => new(
        MamlNames.Maml + "navigationLink",
        new XElement(MamlNames.Maml + "linkText", text),
        new XElement(MamlNames.Maml + "uri", address));

    private static bool IsWebAddress(string? address) =>
        address is not null
        && (address.StartsWith("https://", StringComparison.Ordinal) || address.StartsWith("http://", StringComparison.Ordinal));

    private IReadOnlyList<string> ParameterText(ParameterShape parameter) =>
        docs.FindParameter(page, PageSchema.HeadingOf(parameter)) is { } section
            ? [.. PlainText.Paragraphs(section.Blocks)]
            : [PageSchema.StandardParameterTexts[parameter.Name]];

    private IEnumerable<string> Texts(string section) => PlainText.Paragraphs(_title.Find(section)!.Blocks);
}

/// <summary>A parameter as MAML has it, in a syntax line and in the list of parameters.</summary>
internal static class MamlParameter
{
    /// <summary>For a syntax line: the values that an enumeration takes stand for its type.</summary>
    public static XElement InSyntax(ParameterUse use, IReadOnlyList<string> description)
    {
        XElement element = Create(use.Parameter, [use], description);
        if (use.Parameter.AcceptedValues.Count > 0 && !use.Parameter.IsSwitch)
        {
            element.Element(MamlNames.Maml + "description")!.AddAfterSelf(new XElement(
                MamlNames.Command + "parameterValueGroup",
                use.Parameter.AcceptedValues.Select(value => Value(value, isRequired: false, isList: false))));
        }

        return element;
    }

    public static XElement InList(CmdletShape cmdlet, ParameterShape parameter, IReadOnlyList<string> description) =>
        Create(
            parameter,
            [.. cmdlet.Syntaxes.SelectMany(syntax => syntax.Uses).Where(use => use.Parameter == parameter)],
            [.. description, .. AcceptedValues(parameter)]);

    // The list of parameters has no place of its own for them.
    private static IEnumerable<string> AcceptedValues(ParameterShape parameter) => parameter.AcceptedValues.Count > 0
        ? ["Accepted values: " + string.Join(", ", parameter.AcceptedValues)]
        : [];

    private static XElement Create(ParameterShape parameter, IReadOnlyList<ParameterUse> uses, IReadOnlyList<string> description)
    {
        bool isRequired = uses.Any(use => use.IsRequired);
        return new XElement(
            MamlNames.Command + "parameter",
            new XAttribute("required", MamlNames.Of(isRequired)),
            new XAttribute("variableLength", MamlNames.Of(parameter.Type.IsArray || uses.Any(use => use.TakesRemaining))),
            new XAttribute("globbing", MamlNames.Of(parameter.SupportsWildcards)),
            new XAttribute("pipelineInput", PipelineInput(uses)),
            new XAttribute("position", Position(uses)),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(MamlNames.Maml + "name", parameter.Name),
            MamlNames.Description(description),
            parameter.IsSwitch ? null : Value(TypeNames.Short(parameter.Type), isRequired: true, parameter.Type.IsArray),
            MamlNames.Type(TypeNames.Full(parameter.Type)),
            new XElement(MamlNames.Dev + "defaultValue", isRequired ? "None" : parameter.DefaultValue ?? "None"));
    }

    private static XElement Value(string text, bool isRequired, bool isList) => new(
        MamlNames.Command + "parameterValue",
        new XAttribute("required", MamlNames.Of(isRequired)),
        new XAttribute("variableLength", MamlNames.Of(isList)),
        text);

    private static string PipelineInput(IReadOnlyList<ParameterUse> uses) =>
        (uses.Any(use => use.ByValue), uses.Any(use => use.ByPropertyName)) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    private static string Position(IReadOnlyList<ParameterUse> uses) =>
        uses.Select(use => use.Position).FirstOrDefault(position => position is not null)?.ToString(CultureInfo.InvariantCulture)
        ?? "named";
}
