using CertCentral;
using CertCentral.Containers;
using CertCentral.Errors;
using CertCentral.Organizations;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Account;

/// <summary>Makes organizations, sets their contacts and has them validated. None of it buys anything.</summary>
/// <remarks>
/// Services API: POST organization, PUT organization/{organization_id}/contact, POST organization/{organization_id}/validation, GET
/// organization/{organization_id}, GET organization/{organization_id}/validation.
/// </remarks>
public sealed class OrganizationChanges(CertCentralClient client)
{
    internal const string OrganizationType = "organization_contact";
    private const string TechnicalType = "technical_contact";
    private const string Signing = "ds";
    private readonly HashSet<long> _known = [];

    /// <summary>Makes sure that the organization can be made, and that there is none of its name in its country.</summary>
    /// <param name="organization">Its details; a duplicate is meant where they say so.</param>
    /// <param name="contact">Its organization contact.</param>
    /// <param name="containerId">Where it goes; null leaves that to the server.</param>
    /// <param name="isSubmitted">Whether it is submitted for validation with it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The body of the call.</returns>
    /// <exception cref="DocSigningException">With every fault; OrganizationExists.</exception>
    public async Task<OrganizationRequest> PrepareAsync(
        NewOrganization organization,
        NewOrganizationContact contact,
        long? containerId,
        bool isSubmitted,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<Fault> faults = OrganizationRules.FaultsOfNew(organization, contact);
        if (faults.Count > 0)
        {
            throw CollectedFaults.Of(faults);
        }

        if (!organization.SkipDuplicateOrgCheck)
        {
            await RequireNewAsync(organization, cancellationToken).ConfigureAwait(false);
        }

        return new OrganizationRequest
        {
            Name = TextRules.Clean(organization.Name),
            AssumedName = TextRules.Clean(organization.AssumedName),
            Country = TextRules.Clean(organization.Country)?.ToLowerInvariant(),
            Address = TextRules.Clean(organization.Address),
            Address2 = TextRules.Clean(organization.Address2),
            City = TextRules.Clean(organization.City),
            State = TextRules.Clean(organization.State),
            Zip = TextRules.Clean(organization.Zip),
            Telephone = TextRules.Clean(organization.Telephone),
            OrganizationContact = new Contact
            {
                FirstName = TextRules.Clean(contact.FirstName),
                LastName = TextRules.Clean(contact.LastName),
                Email = TextRules.Clean(contact.Email),
                JobTitle = TextRules.Clean(contact.JobTitle),
                Telephone = TextRules.Clean(contact.Telephone),
            },
            Container = containerId is { } id ? new Container { Id = id } : null,
            Validations = isSubmitted ? [new OrganizationValidation { Type = Signing }] : null,
            SkipDuplicateOrgCheck = organization.SkipDuplicateOrgCheck ? true : null,
        };
    }

    /// <summary>Makes it. The call is never repeated by itself.</summary>
    /// <param name="prepared">By <see cref="PrepareAsync"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The new id.</returns>
    /// <exception cref="CertCentralException">It was not made; or, where Executed is null, nobody knows.</exception>
    public async Task<long> CreateAsync(OrganizationRequest prepared, CancellationToken cancellationToken) =>
        (await client.Organizations.CreateAsync(prepared, cancellationToken).ConfigureAwait(false)).Id!.Value;

    /// <summary>
    /// Whether the account had an organization before this one was made: some servers give one that they take for the same.
    /// </summary>
    /// <param name="organizationId">Of the answer.</param>
    public bool WasThere(long organizationId) => _known.Contains(organizationId);

    /// <summary>
    /// Reads the contact that is there and fills in what is not given, because the server deletes what a call leaves out. Nothing is taken
    /// over for another person, whom another e-mail address tells.
    /// </summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="type">organization_contact or technical_contact.</param>
    /// <param name="wanted">What is to be.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DocSigningException">With every fault of the contact as it would be.</exception>
    public async Task<ContactChange> PlanContactAsync(
        long organizationId, string type, ContactDetails wanted, CancellationToken cancellationToken)
    {
        OrganizationInfo info = await client.Organizations.GetAsync(organizationId, cancellationToken).ConfigureAwait(false);
        bool isOfOrganization = type == OrganizationType;
        Contact? present = isOfOrganization ? info.OrganizationContact : info.TechnicalContact;
        ContactDetails? before = present is null ? null : ContactDetails.Of(present);
        if (before is not null && wanted.Email is null
            && (IsOther(wanted.FirstName, before.FirstName) || IsOther(wanted.LastName, before.LastName)))
        {
            throw OrganizationFaults.AnotherPersonWithoutAddress(
                wanted.FirstName ?? before.FirstName, wanted.LastName ?? before.LastName, before.Who);
        }

        bool isSame = before is not null && (wanted.Email is null || EmailAddress.AreSame(wanted.Email, before.Email));
        ContactDetails after = isSame ? wanted.FilledFrom(before!) : wanted;
        IReadOnlyList<Fault> faults = ContactDetailsRules.FaultsOf(after);
        if (faults.Count > 0)
        {
            throw CollectedFaults.Of(faults);
        }

        List<OrganizationContact> contacts = [after.ToWire(type, isSame ? present!.LanguageId : null)];

        // Whether a type that is not named keeps its contact is not documented, so the other one is sent as it is.
        if ((isOfOrganization ? info.TechnicalContact : info.OrganizationContact) is { } other)
        {
            var kept = ContactDetails.Of(other);
            if (kept.FirstName is null || kept.LastName is null || kept.Email is null)
            {
                throw OrganizationFaults.OtherContactNotShown(isOfOrganization ? TechnicalType : OrganizationType);
            }

            contacts.Add(kept.ToWire(isOfOrganization ? TechnicalType : OrganizationType, other.LanguageId));
        }

        return new ContactChange(info, type, before, after, new OrganizationContacts { Contacts = contacts });
    }

    /// <summary>Sets the contact, and looks whether the organization has it: any proxy can answer with 200.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="change">By <see cref="PlanContactAsync"/>.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then whether it is set.</param>
    /// <returns>False: CertCentral says that it has the contact, and shows a part of it, or in other words.</returns>
    /// <exception cref="DocSigningException">OrganizationChangeNotSeen; OtherContactLost.</exception>
    /// <exception cref="CertCentralException">The server refuses it.</exception>
    public async Task<bool> SetContactAsync(long organizationId, ContactChange change, CancellationToken cancellationToken)
    {
        CertCentralException? lost = await LostAsync(
            client.Organizations.SetContactsAsync(organizationId, change.Body, cancellationToken)).ConfigureAwait(false);
        try
        {
            OrganizationInfo now = await client.Organizations.GetAsync(organizationId, cancellationToken).ConfigureAwait(false);
            if (now.Id == organizationId && change.LostOther(now) is { } gone)
            {
                throw OrganizationFaults.OtherContactLost(organizationId, change.Name, gone, change.IsSo(now) == true, lost);
            }

            bool? isSo = now.Id == organizationId ? change.IsSo(now) : false;
            return isSo == true || (isSo is null && lost is null
                ? false
                : throw OrganizationFaults.NotSeen(organizationId, change.Name, lost, unread: null));
        }
        catch (CertCentralException unread)
        {
            throw OrganizationFaults.NotSeen(organizationId, change.Name, lost, unread);
        }
    }

    /// <summary>Asks DigiCert to validate an organization for document signing, and looks what became of it.</summary>
    /// <param name="before">As it was confirmed.</param>
    /// <param name="verifiedUsers">Users who are named with it. Whether the server wants any for this kind is not certain.</param>
    /// <param name="organizations">Reads it.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then whether it is submitted.</param>
    /// <returns>The organization as it is now.</returns>
    /// <exception cref="DocSigningException">OrganizationChangeNotSeen.</exception>
    /// <exception cref="CertCentralException">The server refuses it.</exception>
    public async Task<SigningOrganization> SubmitAsync(
        SigningOrganization before,
        IReadOnlyCollection<long> verifiedUsers,
        AccountOrganizations organizations,
        CancellationToken cancellationToken)
    {
        var signing = new OrganizationValidation
        {
            Type = Signing,
            VerifiedUsers = verifiedUsers.Count == 0 ? null : [.. verifiedUsers.Select(id => new Contact { Id = id })],
        };
        var body = new OrganizationValidations { Validations = [signing] };
        string name = FormattableString.Invariant($"{before.Name ?? "organization"} ({before.OrganizationId}): its validation");
        CertCentralException? lost = await LostAsync(
            client.Organizations.SubmitValidationAsync(before.OrganizationId, body, cancellationToken)).ConfigureAwait(false);
        SigningOrganization now;
        try
        {
            now = await organizations.GetAsync(before.OrganizationId, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException unread)
        {
            throw OrganizationFaults.NotSeen(before.OrganizationId, name, lost, unread);
        }

        bool isUnderWay = now.OrganizationId == before.OrganizationId && now.ValidationStatus is StatusWords.Pending or "Active";
        return isUnderWay && (lost is null || IsNewer(before, now))
            ? now
            : throw OrganizationFaults.NotSeen(before.OrganizationId, name, lost, unread: null);
    }

    /// <summary>
    /// Whether it shows another validation than before. One that is valid, or waits, may look the same after it was submitted.
    /// </summary>
    /// <param name="before">As it was.</param>
    /// <param name="now">As it is.</param>
    public static bool IsNewer(SigningOrganization before, SigningOrganization now) =>
        now.ValidationStatus != before.ValidationStatus || now.ValidatedUntil != before.ValidatedUntil;

    /// <returns>Why nobody knows what became of the call; null when the server has answered that all is well.</returns>
    private static async Task<CertCentralException?> LostAsync(Task call)
    {
        try
        {
            await call.ConfigureAwait(false);
            return null;
        }
        catch (CertCentralException lost) when (lost.Executed is null)
        {
            return lost;
        }
    }

    // A server may give the one that is there, make a second one or refuse; and after a lost answer the first may be there already.
    private async Task RequireNewAsync(NewOrganization organization, CancellationToken cancellationToken)
    {
        string name = Folded(organization.Name);
        string country = TextRules.Clean(organization.Country)!;
        await foreach (OrganizationInfo known in client.Organizations.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            _known.Add(known.Id!.Value);
            bool isThere = known.Country is null || string.Equals(known.Country, country, StringComparison.OrdinalIgnoreCase);
            if (isThere && Folded(known.Name ?? known.DisplayName) == name)
            {
                throw OrganizationFaults.Exists(known);
            }
        }
    }

    private static string Folded(string? name) => UnicodeText.FoldCase(TextRules.Clean(name) ?? "");

    private static bool IsOther(string? wanted, string? before) =>
        TextRules.Clean(wanted) is { } name && !string.Equals(name, before, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What can go wrong when organizations are made and changed, in words.</summary>
internal static class OrganizationFaults
{
    public static DocSigningException Exists(OrganizationInfo known) => new(
        FaultKind.OrganizationExists,
        "Name",
        FormattableString.Invariant($"Name: there is an organization '{known.Name ?? known.DisplayName}' ({known.Id}) already, so none ")
            + "was made.");

    /// <summary>A contact that is sent with less than it has would lose the rest, or be taken away.</summary>
    public static DocSigningException OtherContactNotShown(string type) => new(
        FaultKind.ContactInvalid,
        "ContactType",
        $"ContactType: CertCentral does not show names and address of the {type}, which a change of the other contact could take away. "
            + "Change the contacts in CertCentral.");

    /// <param name="organizationId">The organization.</param>
    /// <param name="what">The contact that was set, with the name of the organization.</param>
    /// <param name="other">The other one: its type, what it was, and what is shown of it.</param>
    /// <param name="isSet">The contact that was set is shown so.</param>
    /// <param name="failure">What became of the answer; null where the server says that all is well.</param>
    public static DocSigningException OtherContactLost(
        long organizationId, string what, (string Type, string Was, string Now) other, bool isSet, CertCentralException? failure) => new(
        FaultKind.OtherContactLost,
        "ContactType",
        $"{what} {(isSet ? "is set" : "was sent, and is not shown so")}, and its {other.Type} has changed with it, though it was sent as "
        + $"it was. It was {other.Was}; CertCentral now shows {other.Now}. {failure?.Message}".TrimEnd()
        + FormattableString.Invariant($" Look with Get-DocSigningOrganization {organizationId}, and set it again with ")
        + $"Set-DocSigningOrganizationContact -ContactType {other.Type}.",
        failure);

    /// <param name="organizationId">The organization.</param>
    /// <param name="what">That was sent, with the name of the organization.</param>
    /// <param name="lost">What became of the answer; null where the server says that all is well.</param>
    /// <param name="unread">Why the organization could not be read; null where it was, and does not show it.</param>
    public static DocSigningException NotSeen(
        long organizationId, string what, CertCentralException? lost, CertCentralException? unread) => new(
        FaultKind.OrganizationChangeNotSeen,
        "OrganizationId",
        $"{what}: whether CertCentral has taken what was sent is not known. It {(lost is null ? "says so" : "has not confirmed it")}, and "
        + $"the organization {(unread is null ? "does not show it" : "could not be read")}. {(lost ?? unread)?.Message}".TrimEnd()
        + FormattableString.Invariant($" Look with Get-DocSigningOrganization {organizationId} in some minutes. The same command may be ")
        + "run again then.",
        lost ?? unread);

    public static DocSigningException AnotherPersonWithoutAddress(string? firstName, string? lastName, string former) => new(
        FaultKind.ContactInvalid,
        "Email",
        $"Email: {firstName} {lastName} looks like another person than {former}, who is the contact. Give -Email too: with another address "
            + "nothing is taken over from the former contact, with the same one the rest stays as it is.");
}
