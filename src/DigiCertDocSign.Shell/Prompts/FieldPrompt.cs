using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using DigiCertDocSign.Shell.Terminal;

namespace DigiCertDocSign.Shell.Prompts;

/// <summary>Asks for values by name, such as mandatory parameters that were left out.</summary>
internal sealed class FieldPrompt(ShellUserInterface ui)
{
    public Dictionary<string, PSObject> Ask(string caption, string message, Collection<FieldDescription> fields)
    {
        ui.WriteLine("");
        ui.Heading(caption, message);
        return fields.ToDictionary(field => field.Name, Value, StringComparer.OrdinalIgnoreCase);
    }

    private PSObject Value(FieldDescription field)
    {
        Type type = TypeOf(field);
        object value = type switch
        {
            _ when type == typeof(PSCredential) => ui.PromptForCredential(field.Name, field.HelpMessage, "", ""),
            { IsArray: true } => List(field.Name, type.GetElementType()!),
            _ => One(field.Name, type),
        };
        return PSObject.AsPSObject(value);
    }

    /// <summary>An array is asked for element by element, until an empty line.</summary>
    private Array List(string name, Type elementType)
    {
        var values = new List<object>();
        while (true)
        {
            object value = One($"{name}[{values.Count.ToString(CultureInfo.InvariantCulture)}]", elementType);
            if (value is string { Length: 0 } or SecureString { Length: 0 })
            {
                var list = Array.CreateInstance(elementType, values.Count);
                values.Select((item, index) => (item, index)).ToList().ForEach(item => list.SetValue(item.item, item.index));
                return list;
            }

            values.Add(value);
        }
    }

    /// <summary>An empty line stays an empty text: whether that will do is for the parameter's own rules to say.</summary>
    private object One(string name, Type type)
    {
        while (true)
        {
            ui.Write(name + ": ");
            if (type == typeof(SecureString))
            {
                return ui.Secret("the value of " + name);
            }

            string text = ui.Line("the value of " + name);
            if (text.Length == 0)
            {
                return text;
            }

            if (LanguagePrimitives.TryConvertTo(text, type, CultureInfo.InvariantCulture, out object value))
            {
                return value;
            }

            ui.WriteLine($"'{text}' is no {type.Name}. Type it again.");
        }
    }

    // A type from the module's private load context is not found by name; text will do, the parameter converts it.
    private static Type TypeOf(FieldDescription field) =>
        Type.GetType(field.ParameterAssemblyFullName, throwOnError: false)
        ?? (LanguagePrimitives.TryConvertTo(field.ParameterTypeFullName, out Type type) ? type : typeof(string));
}
