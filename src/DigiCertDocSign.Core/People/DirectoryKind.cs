namespace DigiCertDocSign.People;

/// <summary>Which family of commands made an object, as far as its type name or its properties tell.</summary>
internal enum DirectoryKind
{
    Unknown,
    ActiveDirectory,

    /// <summary>Get-ADGroupMember and its like: an AD object that has no personal attributes at all.</summary>
    ActiveDirectoryMember,
    OpenAD,
    Graph,
    GraphMember,
    Az,
    AzureAD,
    MSOnline,
    ExchangeUser,
    ExchangeMailbox,
}
