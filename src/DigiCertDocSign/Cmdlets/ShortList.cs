using System.Management.Automation;

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
        [typeof(OrderIntent)] = ["Reference", "Kind", "State", "OrderId", "Person", "Email", "Problem"],
        [typeof(JournalSyncSummary)] = ["Listed", "Known", "Added", "Closed", "Untold", "InDoubt", "NotRead"],
        [typeof(SigningCertificate)] = ["OrderId", "CertificateId", "State", "ValidTill", "Person", "KeyReference"],
        [typeof(SavedCertificate)] = ["OrderId", "Person", "Email", "Format", "Path"],
        [typeof(InstalledCertificate)] = ["OrderId", "Person", "Email", "KeyReference", "Location"],
        [typeof(CertificateCheck)] = ["OrderId", "Check", "Passed", "Detail"],
        [typeof(KeyStoreCheck)] = ["Store", "Check", "Passed", "Detail"],
        [typeof(OrderPlanEntry)] = ["Action", "Person", "Email", "Price", "Reason", "Warnings"],
        [typeof(SigningOrganization)] = ["OrganizationId", "Name", "Status", "ValidationStatus", "ValidatedUntil"],
        [typeof(SigningUser)] = ["UserId", "Person", "Email", "Roles", "Status"],
        [typeof(SigningContainer)] = ["ContainerId", "Name", "ParentId", "IsActive"],
        [typeof(OfferedProduct)] = ["NameId", "Name", "IsSupported", "Years"],
        [typeof(SigningProductLimit)] = ["ContainerId", "ProductNameId", "IsLimited", "Years"],
    };

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
        }

        return shown;
    }
}
