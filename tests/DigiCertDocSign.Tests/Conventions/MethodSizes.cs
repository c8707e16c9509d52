using System.Text;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>Counts the lines of methods by their braces; the code has no comments and literals any more.</summary>
internal static class MethodSizes
{
    private static readonly Regex TypeHeader = new(@"\b(class|struct|record|interface|enum|namespace)\s+\w", RegexOptions.Compiled);
    // On a flat text: nothing in parentheses.
    private static readonly Regex Method = new(@"^[^={]*?(\w+)\s*(?:<[^()=]*>)?\s*\(\)", RegexOptions.Compiled);
    private static readonly Regex Value = new(@"^[^{]*=", RegexOptions.Compiled);

    public static IEnumerable<(string Method, int Lines)> Measure(SourceFile file)
    {
        string code = file.Code;
        var containers = new Stack<bool>([true]);
        int start = 0;
        int parentheses = 0;
        for (int index = 0; index < code.Length; index++)
        {
            char character = code[index];
            parentheses += character is '(' or '[' ? 1 : character is ')' or ']' ? -1 : 0;
            bool ends = false;
            if (character is '{')
            {
                bool opensType = containers.Peek()
                    && parentheses == 0
                    && TypeHeader.IsMatch(code[start..index])
                    && !code[start..index].Contains("=>", StringComparison.Ordinal);
                containers.Push(opensType);
                start = opensType ? index + 1 : start;
            }
            else if (character is '}')
            {
                bool closesType = containers.Pop();
                bool isValue = !closesType && Value.IsMatch(Flat(code[start..index]));
                start = closesType ? index + 1 : start;
                ends = !closesType && containers.Peek() && parentheses == 0 && !isValue;
            }
            else if (character is ';')
            {
                ends = containers.Peek() && parentheses == 0;
            }

            if (ends)
            {
                string member = code[start..(index + 1)].Trim();
                if (Method.Match(Flat(member)) is { Success: true } method)
                {
                    yield return (method.Groups[1].Value, member.Count(letter => letter == '\n') + 1);
                }

                start = index + 1;
            }
        }
    }

    /// <summary>Without the attributes before it and without what stands in parentheses.</summary>
    private static string Flat(string member)
    {
        var flat = new StringBuilder(member.Length);
        int round = 0;
        int square = 0;
        bool inAttributes = true;
        foreach (char character in member)
        {
            inAttributes = inAttributes && (square > 0 || character is '[' || char.IsWhiteSpace(character));
            round -= character is ')' ? 1 : 0;
            square += character is '[' ? 1 : character is ']' ? -1 : 0;
            if (!inAttributes && round == 0)
            {
                flat.Append(character);
            }

            round += character is '(' ? 1 : 0;
        }

        return flat.ToString();
    }
}
