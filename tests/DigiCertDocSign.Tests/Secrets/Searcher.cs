using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Security;
using System.Text;

namespace DigiCertDocSign.Tests.Secrets;

/// <summary>
/// Reads everything that can be read of an object (properties, items, ToString, as deep as it goes) and tells where a secret stands.
/// </summary>
internal sealed class Searcher(IReadOnlyCollection<string> secrets)
{
    private const int Depth = 9;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _found = [];

    /// <summary>Where a secret was met, never which one.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>How many texts were read: a search that reads nothing proves nothing.</summary>
    public int Texts { get; private set; }

    public void Text(string where, string? text)
    {
        Texts++;
        if (text is not null && secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)))
        {
            _found.Add(where);
        }
    }

    public void File(string path)
    {
        byte[] bytes = ReadOpen(path);
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            if (secrets.Any(secret => bytes.AsSpan().IndexOf(encoding.GetBytes(secret)) >= 0))
            {
                _found.Add($"{path} ({encoding.WebName})");
            }
        }
    }

    // A journal that is open: who reads it beside its writer must allow the writing, or Windows refuses.
    private static byte[] ReadOpen(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    public void Object(string where, object? item, int depth = 0)
    {
        switch (item)
        {
            case null or SecureString or Pointer or Delegate or MemberInfo or Assembly or Module or CommandInfo or PSModuleInfo
                or PSMemberInfo or Runspace:
                return;
            case string text:
                Text(where, text);
                return;
        }

        Type type = item.GetType();
        if (type.IsPrimitive || type.IsEnum || depth > Depth || (!type.IsValueType && !_seen.Add(item)))
        {
            return;
        }

        Text(where + ".ToString()", Try(() => item.ToString()) as string);
        if (item is PSObject wrapped)
        {
            foreach (PSPropertyInfo note in wrapped.Properties)
            {
                Object($"{where}.{note.Name}", Try(() => note.Value), depth + 1);
            }

            Object(where, wrapped.BaseObject, depth + 1);
            return;
        }

        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike)
            {
                Object($"{where}.{property.Name}", Try(() => property.GetValue(item)), depth + 1);
            }
        }

        foreach (object? element in item is IEnumerable items ? Try(() => items.Cast<object?>().ToArray()) as object?[] ?? [] : [])
        {
            Object(where + "[]", element, depth + 1);
        }
    }

    // A property that cannot be read shows nothing.
    private static object? Try(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception)
            when (exception is TargetInvocationException or RuntimeException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }
}
