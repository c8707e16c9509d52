using System.Globalization;
using System.Xml.Linq;
using DigiCertDocSign.Help.Cmdlets;

namespace DigiCertDocSign.Help.Maml;

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
