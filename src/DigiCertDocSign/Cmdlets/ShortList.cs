using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace DigiCertDocSign.Cmdlets;

/// <summary>
/// Of objects of several types on one screen, PowerShell shows each as a list of all its properties, unless the object names the few that a
/// user looks for first. Each object brings them itself: a types file costs time at each import, and that of another version, whose import
/// is refused, would end in errors of its own.
/// </summary>
internal static class ShortList
{
    private static readonly Dictionary<Type, string[]> Properties = new()
    {
        [typeof(DocSigningConnection)] = ["Name", "AccountId", "UserName", "IsSandbox", "IsCurrent"],
        [typeof(SigningCsr)] = ["Person", "Email", "KeyAlgorithm", "KeyReference"],
        [typeof(PlacedOrder)] = ["OrderId", "Person", "Email", "Status", "RequestId", "NextAction"],
        [typeof(SigningOrder)] = ["OrderId", "Person", "Email", "Status", "ValidTill"],
        [typeof(SigningOrderRequest)] = ["RequestId", "Type", "Status", "Date"],
        [typeof(SigningOrderNote)] = ["NoteId", "Date", "Author", "Text"],
        [typeof(SigningOrderStatus)] = ["OrderId", "Person", "Email", "Status", "RequestId", "NextAction"],
        [typeof(SigningRequest)] = ["RequestId", "OrderId", "Type", "Status", "Person", "Email"],
        [typeof(OrderIntent)] = ["Reference", "Kind", "State", "OrderId", "Person", "Problem"],
        [typeof(IntentChange)] = ["ChangedAt", "From", "To", "UserName", "HostName"],
        [typeof(DirectoryChange)] = ["Kind", "Person", "Email", "OrderId", "Price", "Reason"],
        [typeof(JournalSyncSummary)] = ["Known", "Added", "Closed", "Untold", "InDoubt", "NotRead"],
        [typeof(JournalTakeInSummary)] = ["From", "Entries", "Added", "Changed", "InDoubt", "Collisions"],
        [typeof(SigningCertificate)] = ["OrderId", "CertificateId", "State", "ValidTill", "Person", "KeyReference"],
        [typeof(IntentKey)] = ["AccountId", "ProductNameId", "Email"],
        [typeof(SavedCertificate)] = ["OrderId", "Person", "Email", "Format", "Path"],
        [typeof(InstalledCertificate)] = ["OrderId", "Person", "Email", "KeyReference", "Location"],
        [typeof(CertificateCheck)] = ["OrderId", "Person", "Check", "Passed", "Detail"],
        [typeof(KeyStoreCheck)] = ["Store", "Check", "Passed", "Detail"],
        [typeof(OrderPlanEntry)] = ["Action", "Person", "Email", "Price", "Reason", "Warnings"],
        [typeof(OrderPlanSummary)] = ["ToOrder", "AlreadyOrdered", "Faulty", "TotalCost", "Currency", "CanRun"],
        [typeof(Fault)] = ["Kind", "Field", "Message"],
        [typeof(SigningOrganization)] = ["OrganizationId", "Name", "Status", "ValidationStatus", "ValidatedUntil"],
        [typeof(SigningContact)] = ["ContactType", "UserId", "ContactId", "Person", "Email"],
        [typeof(SigningUser)] = ["UserId", "Person", "Email", "Roles", "Status"],
        [typeof(SigningContainer)] = ["ContainerId", "Name", "ParentId", "IsActive"],
        [typeof(OfferedProduct)] = ["NameId", "Name", "IsSupported", "Years"],
        [typeof(SigningProductLimit)] = ["ContainerId", "ProductNameId", "IsLimited", "Years"],
        [typeof(IssuingCa)] = ["CaCertId", "Name", "Chain"],
        [typeof(SigningBalance)] = ["ContainerId", "Balance", "AvailableFunds", "UnpaidInvoices", "Currency"],
        [typeof(SigningPrice)] = ["Years", "Days", "ExpirationDate", "Price", "Currency", "IncludesTax"],
        [typeof(WrittenReport)] = ["Path", "Orders", "InForce", "Expiring", "Waiting"],
        [typeof(AccountCheck)] = ["Name", "Passed", "Detail"],
    };

    // Objects of the table that another one holds: an organization its contacts, a plan its checks.
    private static readonly Dictionary<Type, PropertyInfo[]> Inner = Properties.Keys.ToDictionary(
        type => type,
        type => type.GetProperties().Where(property => IsListed(property.PropertyType)).ToArray());

    /// <param name="output">What a cmdlet puts out.</param>
    /// <returns>The same, with its short list where its type has one.</returns>
    public static object? AddTo(object? output)
    {
        if (output is null || !Properties.TryGetValue(output.GetType(), out string[]? names))
        {
            return output;
        }

        var shown = PSObject.AsPSObject(output);
        if (shown.Members["PSStandardMembers"] is null)
        {
            shown.Members.Add(new PSMemberSet("PSStandardMembers", [new PSPropertySet("DefaultDisplayPropertySet", names)]));
            foreach (object? inner in Inner[output.GetType()].Select(property => property.GetValue(output)))
            {
                AddToInner(inner);
            }
        }

        return shown;
    }

    // PowerShell keeps such members by the object itself, so that they are there when a user takes it out of the other.
    private static void AddToInner(object? inner)
    {
        foreach (object? one in inner as IEnumerable ?? new[] { inner })
        {
            AddTo(one);
        }
    }

    private static bool IsListed(Type type) => Properties.ContainsKey(type)
        || (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && Properties.ContainsKey(type.GetGenericArguments()[0]));
}
