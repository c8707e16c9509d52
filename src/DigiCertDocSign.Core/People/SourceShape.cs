namespace DigiCertDocSign.People;

/// <summary>
/// Which properties of one kind of object serve which field. Objects of one command have the same properties, so this is worked out
/// once for a whole pipeline, and each further input costs a comparison of names.
/// </summary>
internal sealed class SourceShape
{
    private readonly string _typeName;
    private readonly string[] _names;
    private readonly string[][] _candidates;

    private SourceShape(string typeName, string[] names)
    {
        _typeName = typeName;
        _names = names;
        var byNormalName = new Dictionary<string, string>(_names.Length, StringComparer.Ordinal);
        // Backwards, so that of two spellings of one name the first stays.
        for (int place = _names.Length - 1; place >= 0; place--)
        {
            byNormalName[PropertyName.Normalize(_names[place])] = _names[place];
        }

        Kind = DirectoryKinds.Recognize(_typeName, byNormalName);
        _candidates = [.. FieldCandidates.All.Select(field => CandidatesOf(field, byNormalName, Kind))];
        Nested = Find("additionalproperties");
        Csr = Find("csr");
        KeyReference = Find("keyreference");
        Suffix = Find("generationqualifier");
        ProxyAddresses = Find("proxyaddresses") ?? Find("emailaddresses");
        DirectoryIds = [.. People.DirectoryIds.Names.Select(Find).OfType<string>()];
        AccountFlags = [.. AccountState.FlagNames.Select(Find).OfType<string>()];
        AccountExpiries = [.. AccountState.ExpiryNames.Select(Find).OfType<string>()];
        ObjectClasses = [.. ObjectClass.Names.Select(Find).OfType<string>()];

        string? Find(string normal) => byNormalName.TryGetValue(normal, out string? name) ? name : null;
    }

    public DirectoryKind Kind { get; }

    /// <summary>The property that holds further properties, as on members of a Graph group.</summary>
    public string? Nested { get; }

    public string? Csr { get; }

    public string? KeyReference { get; }

    /// <summary>The property that holds a Jr. or III. of the name.</summary>
    public string? Suffix { get; }

    /// <summary>The property that holds all addresses of the mailbox, with the primary one marked.</summary>
    public string? ProxyAddresses { get; }

    /// <summary>Properties that may hold the directory's own id, best first.</summary>
    public IReadOnlyList<string> DirectoryIds { get; }

    public IReadOnlyList<string> AccountFlags { get; }

    public IReadOnlyList<string> AccountExpiries { get; }

    public IReadOnlyList<string> ObjectClasses { get; }

    /// <summary>The object's own spelling of every property that may hold the field, best first.</summary>
    public IReadOnlyList<string> Candidates(PersonField field) => _candidates[(int)field];

    public static SourceShape Of(IPersonSource source) => new(source.TypeName, [.. source.PropertyNames]);

    public bool Fits(IPersonSource source)
    {
        IReadOnlyCollection<string> others = source.PropertyNames;
        if (others.Count != _names.Length || !string.Equals(source.TypeName, _typeName, StringComparison.Ordinal))
        {
            return false;
        }

        int place = 0;
        foreach (string other in others)
        {
            if (place == _names.Length || !string.Equals(other, _names[place++], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return place == _names.Length;
    }

    private static string[] CandidatesOf(FieldCandidates field, Dictionary<string, string> byNormalName, DirectoryKind kind)
    {
        var found = new List<string>();
        foreach (string candidate in field.Names)
        {
            string normal = PropertyName.Normalize(candidate);
            // A user principal name often has no mailbox. Only MSOnline, which has no mail property, is read by it.
            bool refused = normal == "userprincipalname" && kind != DirectoryKind.MSOnline;
            if (!refused && byNormalName.TryGetValue(normal, out string? name))
            {
                found.Add(name);
            }
        }

        return [.. found];
    }
}

/// <summary>Which family of commands made an object, as far as its type name or its properties tell.</summary>
internal enum DirectoryKind
{
    Other,
    ActiveDirectory,

    /// <summary>Get-ADGroupMember and its like: an AD object that has no personal attributes at all.</summary>
    ActiveDirectoryMember,
    OpenAD,

    /// <summary>Get-OpenADGroupMember, Get-OpenADObject and their like.</summary>
    OpenADMember,
    Graph,
    GraphMember,
    Az,
    AzureAD,
    MSOnline,
    ExchangeUser,
    ExchangeMailbox,
}

/// <summary>Tells the family of an object.</summary>
internal static class DirectoryKinds
{
    /// <summary>
    /// By type name first (a remoted object says Deserialized. in front of it), else by properties that only one family has.
    /// </summary>
    public static DirectoryKind Recognize(string typeName, Dictionary<string, string> names)
    {
        DirectoryKind byType = RecognizeType(typeName);
        if (byType != DirectoryKind.Other)
        {
            return byType;
        }

        if (Has("samaccountname") && Has("distinguishedname") && Has("objectclass"))
        {
            return Has("enabled") || Has("givenname") || Has("surname") || Has("sn")
                ? DirectoryKind.ActiveDirectory
                : DirectoryKind.ActiveDirectoryMember;
        }

        if (Has("exchangeguid") && !Has("firstname"))
        {
            return DirectoryKind.ExchangeMailbox;
        }

        return Has("userprincipalname") && Has("blockcredential") && Has("proxyaddresses") ? DirectoryKind.MSOnline : DirectoryKind.Other;

        bool Has(string normal) => names.ContainsKey(normal);
    }

    private static DirectoryKind RecognizeType(string typeName)
    {
        if (Is("ActiveDirectory.Management.ADUser"))
        {
            return DirectoryKind.ActiveDirectory;
        }

        if (Is("ActiveDirectory.Management.ADPrincipal") || Is("ActiveDirectory.Management.ADObject"))
        {
            return DirectoryKind.ActiveDirectoryMember;
        }

        if (Is("OpenAD"))
        {
            return Is("OpenADUser") ? DirectoryKind.OpenAD : DirectoryKind.OpenADMember;
        }

        if (Is("MicrosoftGraph"))
        {
            return Is("Azure.PowerShell") ? DirectoryKind.Az : Is("DirectoryObject") ? DirectoryKind.GraphMember : DirectoryKind.Graph;
        }

        return Is("Open.AzureAD") ? DirectoryKind.AzureAD
            : Is("Microsoft.Online.Administration.User") ? DirectoryKind.MSOnline
            : !Is("Microsoft.Exchange") ? DirectoryKind.Other
            : Is("Mailbox") ? DirectoryKind.ExchangeMailbox
            : DirectoryKind.ExchangeUser;

        bool Is(string part) => typeName.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
    }
}
