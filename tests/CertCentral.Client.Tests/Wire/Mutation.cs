using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Wire;

/// <summary>Damages an answer in a way that its seed repeats.</summary>
internal static class Mutation
{
    private static readonly string[] Strange =
    [
        "[]", "{}", "\"\"", "null", "0", "1", "-1", "true", "\"x\"", "\"17\"", "1e400", "-1e-400", "99999999999999999999999999999999",
        "3.5", "[null]", "[[]]", "[{}]", "{\"0\":{\"id\":\"5\"}}", "{\"0\":1,\"1\":\"b\"}", "\"2026-02-30\"", "\"2026-10-30 07:41:00\"",
        "\"\\ud800\"", "\"\\u0000\"", "[1,\"2\",3.0]", "{\"a\":{\"b\":[]}}",
    ];

    public static byte[] Of(string text, int seed)
    {
        var random = new Random(seed);
        JToken? tree = text.TrimStart().StartsWith('{') ? Sample.Parse(text) : null;
        return random.Next(tree is null ? 2 : 8) switch
        {
            0 => Encoding.UTF8.GetBytes(text[..random.Next(text.Length + 1)]),
            1 => Scramble(Encoding.UTF8.GetBytes(text), random),
            _ => Encoding.UTF8.GetBytes(Change(tree!, random)),
        };
    }

    private static byte[] Scramble(byte[] bytes, Random random)
    {
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static string Change(JToken tree, Random random)
    {
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            List<JToken> nodes = tree.Root is JContainer root ? root.Descendants().Where(node => node is not JProperty).ToList() : [];
            if (nodes.Count == 0)
            {
                break;
            }

            JToken node = nodes[random.Next(nodes.Count)];
            switch (random.Next(4))
            {
                case 0:
                    (node.Parent is JProperty property ? property : node).Remove();
                    break;
                case 1 when node is JValue { Type: JTokenType.Integer or JTokenType.Boolean } value:
                    node.Replace(JsonConvert.ToString(value.Value).Trim('"'));
                    break;
                case 2 when node is JValue { Value: string text } && long.TryParse(text, out long number):
                    node.Replace(number);
                    break;
                default:
                    node.Replace(new JRaw(Strange[random.Next(Strange.Length)]));
                    break;
            }
        }

        return tree.ToString(Formatting.None);
    }
}
