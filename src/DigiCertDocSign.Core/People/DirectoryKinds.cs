namespace DigiCertDocSign.People;

internal static class DirectoryKinds
{
    /// <summary>
    /// By type name first (a remoted object says Deserialized. in front of it), else by properties that only one family has.
    /// </summary>
    public static DirectoryKind Recognize(string typeName, Dictionary<string, string> names)
    {
        var byType = RecognizeType(typeName);
        if (byType != DirectoryKind.Unknown)
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

        return Has("userprincipalname") && Has("blockcredential") && Has("proxyaddresses") ? DirectoryKind.MSOnline : DirectoryKind.Unknown;

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

        if (Is("OpenADUser"))
        {
            return DirectoryKind.OpenAD;
        }

        if (Is("MicrosoftGraph"))
        {
            return Is("Azure.PowerShell") ? DirectoryKind.Az : Is("DirectoryObject") ? DirectoryKind.GraphMember : DirectoryKind.Graph;
        }

        return Is("Open.AzureAD") ? DirectoryKind.AzureAD
            : Is("Microsoft.Online.Administration.User") ? DirectoryKind.MSOnline
            : !Is("Microsoft.Exchange") ? DirectoryKind.Unknown
            : Is("Mailbox") ? DirectoryKind.ExchangeMailbox
            : DirectoryKind.ExchangeUser;

        bool Is(string part) => typeName.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
    }
}
