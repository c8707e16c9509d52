using System.Collections;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.People;

/// <summary>One realistic object for each command that administrators pipe from, with what must come of it.</summary>
internal static class DirectoryInputs
{
    private const string AD = "Microsoft.ActiveDirectory.Management.ADUser";
    private static readonly Person Mira = new("Mira K.", "Søl Berg", "Contract Manager", "+47 55 50 01 42", "mira@fjordlab.example");

    public static TheoryData<string, object, Person, string> Complete()
    {
        var data = new TheoryData<string, object, Person, string>();
        void Input(string name, IPersonSource source, string sources, Person? person = null) =>
            data.Add(name, source, person ?? Mira, sources);

        Input(
            "Get-ADUser -Properties, friendly names",
            Source(AD, Names("GivenName", "Surname"), ("Title", Mira.JobTitle), ("OfficePhone", Mira.Phone), ("MobilePhone", "0"),
                ("EmailAddress", Mira.Email), ("UserPrincipalName", "mira@other.example"), ("Enabled", true)),
            "GivenName Surname Title OfficePhone EmailAddress");
        Input(
            "Get-ADUser -Properties *, one of two mail properties null",
            Source(AD, Names("GivenName", "sn"), ("title", Mira.JobTitle), ("telephoneNumber", Mira.Phone),
                ("EmailAddress", null), ("mail", Mira.Email), ("proxyAddresses", new[] { "smtp:old@fjordlab.example" })),
            "GivenName sn title telephoneNumber mail");
        Input(
            "Get-ADUser, LDAP names, proxyAddresses only",
            Source(AD, Names("givenName", "sn"), ("title", Mira.JobTitle), ("mobile", Mira.Phone),
                (
                    "proxyAddresses",
                    new ArrayList
                    {
                        "X500:/o=Fjordlab",
                        "smtp:second@fjordlab.example",
                        "SMTP:" + Mira.Email,
                        "sip:mira@fjordlab.example",
                    })),
            "givenName sn title mobile proxyAddresses");
        Input(
            "the same over remoting",
            Source(
                "Deserialized." + AD,
                Names("GivenName", "Surname"),
                ("Title", new ArrayList { Mira.JobTitle }),
                ("OfficePhone", new ArrayList { " ", Mira.Phone }),
                ("EmailAddress", new ArrayList()),
                ("mail", new ArrayList { Mira.Email })),
            "GivenName Surname Title OfficePhone mail");
        Input(
            "Get-OpenADUser",
            Source(
                "PSOpenAD.OpenADUser",
                Names("GivenName", "Surname"),
                ("title", Mira.JobTitle),
                ("telephoneNumber", Mira.Phone),
                ("mail", Mira.Email),
                ("ObjectGuid", Guid.Empty)),
            "GivenName Surname title telephoneNumber mail");
        Input(
            "Get-MgUser",
            Source(
                "Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser",
                Names("GivenName", "Surname"),
                ("JobTitle", Mira.JobTitle),
                ("BusinessPhones", new[] { Mira.Phone, "1" }),
                ("MobilePhone", "2"),
                ("Mail", Mira.Email),
                ("OtherMails", new[] { "private@mail.example" }),
                ("AccountEnabled", null),
                ("AdditionalProperties", new Dictionary<string, object?>())),
            "GivenName Surname JobTitle BusinessPhones Mail");
        Input(
            "Get-MgUser without business phone",
            Source("Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser", Names("GivenName", "Surname"), ("JobTitle", Mira.JobTitle),
                ("BusinessPhones", Array.Empty<string>()), ("MobilePhone", Mira.Phone), ("Mail", Mira.Email)),
            "GivenName Surname JobTitle MobilePhone Mail");
        Input(
            "Get-MgGroupMember",
            new ListedSource("Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject", ("Id", "1"), ("DeletedDateTime", null),
                ("AdditionalProperties", new Dictionary<string, object>
                {
                    ["@odata.type"] = "#microsoft.graph.user",
                    ["givenName"] = Mira.GivenName,
                    ["surname"] = Mira.Surname,
                    ["jobTitle"] = Mira.JobTitle,
                    ["businessPhones"] = new object[] { Mira.Phone },
                    ["mail"] = Mira.Email,
                    ["userPrincipalName"] = "x@y.example",
                })),
            "AdditionalProperties.givenName AdditionalProperties.surname AdditionalProperties.jobTitle AdditionalProperties.businessPhones "
                + "AdditionalProperties.mail");
        Input(
            "Get-AzADUser",
            Source(
                "Microsoft.Azure.PowerShell.Cmdlets.Resources.MSGraph.Models.ApiV10.MicrosoftGraphUser",
                Names("GivenName", "Surname"),
                ("JobTitle", Mira.JobTitle),
                ("BusinessPhone", new[] { Mira.Phone }),
                ("Mail", Mira.Email)),
            "GivenName Surname JobTitle BusinessPhone Mail");
        Input(
            "Get-AzureADUser",
            Source(
                "Microsoft.Open.AzureAD.Model.User",
                Names("GivenName", "SurName"),
                ("JobTitle", Mira.JobTitle),
                ("TelephoneNumber", Mira.Phone),
                ("Mobile", null),
                ("Mail", Mira.Email)),
            "GivenName SurName JobTitle TelephoneNumber Mail");
        Input(
            "Get-MsolUser",
            Source(
                "Microsoft.Online.Administration.User",
                Names("FirstName", "LastName"),
                ("Title", Mira.JobTitle),
                ("PhoneNumber", Mira.Phone),
                ("UserPrincipalName", Mira.Email),
                ("ProxyAddresses", new List<string>()),
                ("BlockCredential", false)),
            "FirstName LastName Title PhoneNumber UserPrincipalName");
        Input(
            "Get-MsolUser whose mail address is not its sign-in name",
            Source(
                "Microsoft.Online.Administration.User",
                Names("FirstName", "LastName"),
                ("Title", Mira.JobTitle),
                ("PhoneNumber", Mira.Phone),
                ("UserPrincipalName", "mira@fjordlab.onmicrosoft.example"),
                ("ProxyAddresses", new List<string> { "smtp:a@b.example", "SMTP:" + Mira.Email })),
            "FirstName LastName Title PhoneNumber ProxyAddresses");
        Input(
            "Exchange Get-User",
            Source(
                "Microsoft.Exchange.Data.Directory.Management.User",
                Names("FirstName", "LastName"),
                ("Title", Mira.JobTitle),
                ("Phone", Mira.Phone),
                ("WindowsEmailAddress", new SmtpAddress(Mira.Email)),
                ("AccountDisabled", false)),
            "FirstName LastName Title Phone WindowsEmailAddress");
        Input(
            "Exchange Get-Recipient",
            Source(
                "Microsoft.Exchange.Data.Directory.Management.ReducedRecipient",
                Names("FirstName", "LastName"),
                ("Title", Mira.JobTitle),
                ("Phone", Mira.Phone),
                ("PrimarySmtpAddress", new SmtpAddress(Mira.Email))),
            "FirstName LastName Title Phone PrimarySmtpAddress");
        Input(
            "CSV with English headers",
            Source(
                "System.Management.Automation.PSCustomObject",
                Names("First Name", "Last Name"),
                ("Job Title", Mira.JobTitle),
                ("Work Phone", Mira.Phone),
                ("Work Email", Mira.Email),
                ("Title", "Dr."),
                ("EmployeeId", "7")),
            "First Name|Last Name|Job Title|Work Phone|Work Email");
        Input(
            "CSV with German headers",
            Source(
                "System.Management.Automation.PSCustomObject",
                Names("Vorname", "Nachname"),
                ("Title", "Herr Dr."),
                ("Position", Mira.JobTitle),
                ("Telefon", ""),
                ("Phone", Mira.Phone),
                ("E-Mail", Mira.Email)),
            "Vorname Nachname Position Phone E-Mail");
        Input("a hashtable", new DictionaryPersonSource(new Hashtable
        {
            ["given_name"] = Mira.GivenName,
            ["SURNAME"] = Mira.Surname,
            ["job_title"] = Mira.JobTitle,
            ["phone"] = Mira.Phone,
            ["email"] = Mira.Email,
        }), "given_name SURNAME job_title phone email");
        return data;
    }

    /// <summary>What is incomplete, the fields at fault, and a part of the advice that each of their messages must hold.</summary>
    public static TheoryData<string, object, string, string> Incomplete()
    {
        var data = new TheoryData<string, object, string, string>
        {
            {
                "Get-ADUser, default properties",
                Source(
                    AD,
                    Names("GivenName", "Surname"),
                    ("DistinguishedName", "CN=M"),
                    ("Enabled", true),
                    ("Name", "M"),
                    ("ObjectClass", "user"),
                    ("ObjectGUID", Guid.Empty),
                    ("SamAccountName", "m"),
                    ("SID", "S-1"),
                    ("UserPrincipalName", Mira.Email)),
                "JobTitle Phone Email", "was fetched without -Properties: use Get-ADUser -Properties EmailAddress, Title, OfficePhone"
            },
            {
                "the default properties without the type name",
                Source(
                    "Selected.User",
                    Names("GivenName", "Surname"),
                    ("DistinguishedName", "CN=M"),
                    ("Enabled", true),
                    ("ObjectClass", "user"),
                    ("SamAccountName", "m")),
                "JobTitle Phone Email", "Get-ADUser -Properties EmailAddress, Title, OfficePhone"
            },
            {
                "Get-ADGroupMember",
                new ListedSource(
                    "Microsoft.ActiveDirectory.Management.ADPrincipal",
                    ("distinguishedName", "CN=M"),
                    ("name", "M"),
                    ("SamAccountName", "m")),
                "GivenName Surname JobTitle Phone Email",
                "pipe it through Get-ADUser -Properties EmailAddress, Title, OfficePhone"
            },
            {
                "Get-OpenADUser with unset names",
                new ListedSource(
                    "PSOpenAD.OpenADUser",
                    ("GivenName", ""),
                    ("Surname", ""),
                    ("title", "T"),
                    ("telephoneNumber", "1"),
                    ("mail", Mira.Email)),
                "GivenName Surname", "blank on this object"
            },
            {
                "Get-MgUser with too narrow a -Property",
                Source(
                    "Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser",
                    Names("GivenName", "Surname"),
                    ("JobTitle", null),
                    ("BusinessPhones", null),
                    ("Mail", null)),
                "JobTitle Phone Email", "Get-MgUser -Property GivenName, Surname, JobTitle, BusinessPhones"
            },
            {
                "Get-EXOMailbox",
                new ListedSource(
                    "PSCustomObject", ("DisplayName", "Mira Berg"), ("PrimarySmtpAddress", Mira.Email), ("ExchangeGuid", Guid.Empty)),
                "GivenName Surname JobTitle Phone",
                "pipe through Get-User"
            },
            {
                "a salutation for a title",
                Source(
                    "PSCustomObject", Names("FirstName", "LastName"), ("Title", "Prof. Dr. med."), ("Phone", "1"), ("Email", Mira.Email)),
                "JobTitle",
                "Title holds 'Prof. Dr. med.', which is a form of address"
            },
            {
                "a user principal name is no address",
                Source(
                    "PSCustomObject", Names("FirstName", "LastName"), ("JobTitle", "T"), ("Phone", "1"), ("UserPrincipalName", Mira.Email)),
                "Email",
                "-PropertyMap @{ Email = '...' }"
            },
        };
        return data;
    }

    private static (string Name, object? Value)[] Names(string given, string surname) => [(given, "  Mira K. "), (surname, "Søl Berg")];

    private static ListedSource Source(
        string typeName,
        (string Name, object? Value)[] names,
        params (string Name, object? Value)[] others) => new(typeName, [.. names, .. others]);
}
