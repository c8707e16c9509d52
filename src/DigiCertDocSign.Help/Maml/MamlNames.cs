using System.Xml.Linq;

namespace DigiCertDocSign.Help.Maml;

internal static class MamlNames
{
    public static readonly XNamespace Root = "http://msh";
    public static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XElement Description(IEnumerable<string> paragraphs) =>
        new(Maml + "description", paragraphs.Select(Para));

    public static XElement Para(string text) => new(Maml + "para", text);

    public static XElement Type(string name) =>
        new(Dev + "type", new XElement(Maml + "name", name), new XElement(Maml + "uri"));

    public static string Of(bool value) => value ? "true" : "false";
}
