namespace DigiCertDocSign.People;

/// <summary>What to do about a missing field, in the words of the command that the object came from.</summary>
internal static class PersonAdvice
{
    public const string ActiveDirectoryProperties = "EmailAddress, Title, OfficePhone";

    /// <param name="field">What is missing.</param>
    /// <param name="shape">Of the object.</param>
    /// <param name="noneFetched">The object has no property at all that could hold the field.</param>
    public static string For(PersonField field, SourceShape shape, bool noneFetched)
    {
        var byHand = $"give -{field}, or name the property that holds it with -PropertyMap @{{ {field} = '...' }}";
        var isName = field is PersonField.GivenName or PersonField.Surname;
        switch (shape.Kind)
        {
            case DirectoryKind.ActiveDirectoryMember:
                return $"This object has no personal attributes: pipe it through Get-ADUser -Properties {ActiveDirectoryProperties}.";
            case DirectoryKind.ActiveDirectory when noneFetched && !isName:
                return IsDefaultSet(shape)
                    ? $"The user was fetched without -Properties: use Get-ADUser -Properties {ActiveDirectoryProperties}."
                    : $"Fetch it with Get-ADUser -Properties {ActiveDirectoryProperties}; if it is empty in the directory, {byHand}.";
            case DirectoryKind.OpenAD when noneFetched && !isName:
                return "Fetch it with Get-OpenADUser -Property mail, title, telephoneNumber.";
            case DirectoryKind.Graph:
                return "Fetch it with Get-MgUser -Property GivenName, Surname, JobTitle, BusinessPhones, MobilePhone, Mail, "
                    + "AccountEnabled; "
                    + $"if it is empty in the directory, {byHand}.";
            case DirectoryKind.GraphMember:
                return "Members carry only what Graph sent along: pipe their Id through "
                    + "Get-MgUser -Property GivenName, Surname, JobTitle, BusinessPhones, MobilePhone, Mail, AccountEnabled.";
            case DirectoryKind.Az:
                return "Fetch it with Get-AzADUser -AppendSelected -Select JobTitle, BusinessPhone, MobilePhone, Mail, "
                    + $"AccountEnabled; if it is empty, {byHand}.";
            case DirectoryKind.ExchangeMailbox:
                return "A mailbox has a display name only, which is not taken apart: pipe through Get-User, as in Get-Mailbox ... | "
                    + "Get-User.";
            default:
                return $"Fill it in the source, {byHand}.";
        }
    }

    private static bool IsDefaultSet(SourceShape shape) =>
        shape.Candidates(PersonField.Email).Count == 0
        && shape.Candidates(PersonField.JobTitle).Count == 0
        && shape.Candidates(PersonField.Phone).Count == 0;
}
