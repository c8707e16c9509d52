using DigiCertDocSign.Errors;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.People;

/// <summary>
/// What can be wrong with a piped object and its account, in words. What each text of a person must be, and the words for it, is in
/// <see cref="PersonRules"/>.
/// </summary>
internal static class PersonFaults
{
    /// <param name="label">The object, in words.</param>
    /// <param name="kind">What it is instead, such as "a group".</param>
    /// <param name="command">The command that gives users, of the module that the object came from.</param>
    public static Fault NotAPerson(string label, string kind, string command) => CollectedFaults.About(
        FaultKind.NotAPerson,
        "ObjectClass",
        $"{label} is {kind} in the directory and no user, so nobody can be vetted for it. Pipe user accounts only, as {command} returns "
            + "them, or give the person's five fields as parameters.");

    /// <param name="kind">What was piped, such as "a text".</param>
    public static Fault NoObject(string kind) => CollectedFaults.About(
        FaultKind.NotAPerson,
        "InputObject",
        $"{kind} was piped in, and a person is an object with properties. Pipe what Import-Csv, Get-ADUser or Get-MgUser returns, or give "
            + "the person's five fields as parameters.");

    /// <param name="column">The name of the one property, which is a whole line of names.</param>
    /// <param name="delimiter">Between the names, as PowerShell code writes it.</param>
    public static Fault ReadWithOtherDelimiter(string column, string delimiter) => CollectedFaults.About(
        FaultKind.NotAPerson,
        "InputObject",
        $"the list has its whole heading in one column, '{column}': it was read with another delimiter than it is written with. "
            + $"Read it with Import-Csv -Delimiter {delimiter}.");

    /// <param name="who">The person, by the address where it is known.</param>
    public static Fault AccountDisabled(string who) => CollectedFaults.About(
        FaultKind.AccountDisabled,
        "Enabled",
        $"the account of {who} is disabled or deleted. Pipe enabled users only, or use -Force if it is meant.");

    /// <param name="who">The person, by the address where it is known.</param>
    /// <param name="expiry">When it expired.</param>
    public static Fault AccountExpired(string who, DateTimeOffset expiry) => CollectedFaults.About(
        FaultKind.AccountExpired,
        "AccountExpirationDate",
        $"the account of {who} expired at {Moments.Utc(expiry)}, by the clock of this machine. Leave the person out, extend the "
            + "account, or use -Force if it is meant.");

    public static Fault NothingPiped(PersonField field) =>
        Missing(field, $"no object was piped in and -{field} was not given; give it.");

    /// <param name="field">What is missing.</param>
    /// <param name="property">Where the operator says it is.</param>
    /// <param name="problem">What is wrong there.</param>
    public static Fault NotWhereMapped(PersonField field, string property, string problem) => Missing(
        field,
        $"-PropertyMap says it is in '{property}', but {problem}. Fill it in the source, correct the map, or give -{field}.");

    /// <param name="field">What is missing.</param>
    /// <param name="where">Where it was looked for, and what was there, in brackets after a blank; empty where that was said.</param>
    /// <param name="advice">What to do, in a sentence with a blank before it; empty where another fault of the run says it.</param>
    public static Fault NotFound(PersonField field, string where, string advice) =>
        Missing(field, $"no {FieldCandidates.All[(int)field].Noun} found{where}.{advice}");

    /// <param name="field">What the property was to give.</param>
    /// <param name="property">Where the bytes are.</param>
    public static Fault IsBytes(PersonField field, string property) => CollectedFaults.About(
        FaultKind.TextDamaged,
        field.ToString(),
        $"the {FieldCandidates.All[(int)field].Noun} in '{property}' is bytes and no text. Turn it into a text where the object is read, "
            + $"or give -{field}.");

    private static Fault Missing(PersonField field, string sentence) =>
        CollectedFaults.About(FieldCandidates.All[(int)field].WhenMissing, field.ToString(), sentence);
}

/// <summary>What to do about a missing field, in the words of the command that the object came from.</summary>
internal static class PersonAdvice
{
    public const string ActiveDirectoryProperties = "EmailAddress, Title, OfficePhone";

    /// <summary>The advice without the fields: those for which it is the same are told of together.</summary>
    /// <param name="field">What is missing.</param>
    /// <param name="shape">Of the object.</param>
    /// <param name="noneFetched">The object has no property at all that could hold the field.</param>
    public static string KindOf(PersonField field, SourceShape shape, bool noneFetched) => For(field, shape, noneFetched, byHand: "");

    /// <param name="fields">What is missing, at least one; the advice for each is of one kind.</param>
    /// <param name="shape">Of the object.</param>
    /// <param name="noneFetched">The object has no property at all that could hold the last of them.</param>
    public static string For(IReadOnlyList<PersonField> fields, SourceShape shape, bool noneFetched) =>
        For(fields[fields.Count - 1], shape, noneFetched, ByHand(fields));

    private static string For(PersonField field, SourceShape shape, bool noneFetched, string byHand)
    {
        bool isName = field is PersonField.GivenName or PersonField.Surname;
        switch (shape.Kind)
        {
            case DirectoryKind.ActiveDirectoryMember:
                return $"This object has no personal attributes: pipe it through Get-ADUser -Properties {ActiveDirectoryProperties}.";
            case DirectoryKind.ActiveDirectory when noneFetched && !isName:
                return IsDefaultSet(shape)
                    ? $"The user was fetched without -Properties: use Get-ADUser -Properties {ActiveDirectoryProperties}."
                    : $"Fetch it with Get-ADUser -Properties {ActiveDirectoryProperties}; if it is empty in the directory, {byHand}.";
            case DirectoryKind.OpenADMember:
                return "This object has no personal attributes: pipe it through Get-OpenADUser -Property mail, title, telephoneNumber.";
            case DirectoryKind.OpenAD when noneFetched && !isName:
                return "Fetch it with Get-OpenADUser -Property mail, title, telephoneNumber.";
            case DirectoryKind.Graph:
                return "Fetch it with Get-MgUser -Property GivenName, Surname, JobTitle, BusinessPhones, MobilePhone, Mail, "
                    + $"AccountEnabled; if it is empty in the directory, {byHand}.";
            case DirectoryKind.GraphMember:
                return "Members carry only what Graph sent along: pipe their Id through "
                    + "Get-MgUser -Property GivenName, Surname, JobTitle, BusinessPhones, MobilePhone, Mail, AccountEnabled.";
            case DirectoryKind.Az:
                return "Fetch it with Get-AzADUser -AppendSelected -Select JobTitle, BusinessPhone, MobilePhone, Mail, "
                    + $"AccountEnabled; if it is empty, {byHand}.";
            case DirectoryKind.ExchangeMailbox:
                return "A mailbox has a display name only, which is not taken apart: pipe through Get-User, "
                    + "as in Get-Mailbox ... | Get-User.";
            default:
                return $"Fill in the source what is missing, {byHand}.";
        }
    }

    /// <summary>The command that gives users, of the module that the object came from.</summary>
    public static string CommandOf(DirectoryKind kind) => kind switch
    {
        DirectoryKind.OpenAD or DirectoryKind.OpenADMember => "Get-OpenADUser",
        DirectoryKind.Graph or DirectoryKind.GraphMember => "Get-MgUser",
        DirectoryKind.Az => "Get-AzADUser",
        DirectoryKind.AzureAD => "Get-AzureADUser",
        DirectoryKind.MSOnline => "Get-MsolUser",
        DirectoryKind.ExchangeUser or DirectoryKind.ExchangeMailbox => "Get-User",
        _ => "Get-ADUser",
    };

    private static string ByHand(IReadOnlyList<PersonField> fields) => fields.Count == 1
        ? $"give -{fields[0]}, or name the property that holds it with -PropertyMap @{{ {fields[0]} = '...' }}"
        : $"give {string.Join(", ", fields.Select(field => "-" + field))}, or name the properties that hold them with "
            + $"-PropertyMap @{{ {string.Join("; ", fields.Select(field => $"{field} = '...'"))} }}";

    private static bool IsDefaultSet(SourceShape shape) =>
        shape.Candidates(PersonField.Email).Count == 0
        && shape.Candidates(PersonField.JobTitle).Count == 0
        && shape.Candidates(PersonField.Phone).Count == 0;
}
