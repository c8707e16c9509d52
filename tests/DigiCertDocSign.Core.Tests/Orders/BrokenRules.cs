using DigiCertDocSign.Orders;
using static DigiCertDocSign.FaultKind;

namespace DigiCertDocSign.Tests.Orders;

/// <summary>One draft for each rule of the order page, in order but for that rule.</summary>
internal static class BrokenRules
{
    private static readonly string Long65 = new('x', 65);

    public static TheoryData<string, object, FaultKind, string, string> All()
    {
        var data = new TheoryData<string, object, FaultKind, string, string>();
        Common(new Rows(data, Drafts.Valid));
        Contacts(new Rows(data, Drafts.Valid));
        Validity(new Rows(data, Drafts.Valid));
        Keys(new Rows(data, Drafts.Valid));
        Shipping(new Rows(data, Drafts.ByToken));
        Cards(new Rows(data, Drafts.ByCard));
        NewOrganizations(new Rows(data, Drafts.ForNewOrganization));
        return data;
    }

    private static void Common(Rows rows)
    {
        rows.Add(
            "agreement",
            d => d.AgreeToSubscriberAgreement = false,
            AgreementMissing,
            "AgreeToSubscriberAgreement",
            "-AgreeToSubscriberAgreement");
        rows.Add("no organization", d => d.OrganizationId = null, OrganizationMissing, "OrganizationId", "give its id");
        rows.Add(
            "two organizations",
            d => d.Organization = Drafts.ForNewOrganization().Organization,
            OrganizationAmbiguous,
            "OrganizationId",
            "give one");
        rows.Add("organization 0", d => d.OrganizationId = 0, OrderFieldInvalid, "OrganizationId", "above 0");
        rows.Add("container", d => d.ContainerId = -1, OrderFieldInvalid, "ContainerId", "above 0");
        rows.Add("renewal", d => d.RenewalOfOrderId = 0, OrderFieldInvalid, "RenewalOfOrderId", "above 0");
        rows.Add("platform", d => d.ServerPlatformId = -2, OrderFieldInvalid, "ServerPlatformId", "-1 (other)");
        rows.Add("intermediate", d => d.CaCertId = "7A61 C0FF", OrderFieldInvalid, "CaCertId", "one word");
        rows.Add("promo code", d => d.PromoCode = "DOC\u200BSIGN", OrderFieldInvalid, "PromoCode", "one word");
        rows.Add("long comment", d => d.Comment = new string('a', 201), OrderFieldInvalid, "Comment", "201 characters, at most 200");
        rows.Add("comment", d => d.Comment = "line one\nline \u0002two", OrderFieldInvalid, "Comment", "U+0002");
        rows.Add("renewal message", d => d.CustomRenewalMessage = "\uFFFD", OrderFieldInvalid, "CustomRenewalMessage", "encoding");
        rows.Add("usage", d => d.AdditionalUsages = ["document_signing", " "], OrderFieldInvalid, "AdditionalUsage", "blank");
        rows.Add("additional e-mail", d => d.AdditionalEmails = ["pki@fjordlab"], OrderFieldInvalid, "AdditionalEmail", "'pki@fjordlab'");
        rows.Add("assignment", d => d.UserIdAssignments = [880145, 0], OrderFieldInvalid, "UserIdAssignment", "above 0");
        rows.Add("provisioning", d => d.ProvisioningMethod = (ProvisioningMethod)9, OrderFieldInvalid, "ProvisioningMethod", "ShipToken");
        rows.Add("payment", d => d.PaymentMethod = (PaymentMethod)9, OrderFieldInvalid, "PaymentMethod", "Balance");
        rows.Add("card but not by card", d => d.CreditCard = Drafts.Card(), CreditCardInvalid, "CreditCard", "-PaymentMethod Card");
        rows.Add(
            "bill but not by card",
            d => d.BillingAddress = new BillingAddress(),
            BillingAddressInvalid,
            "BillingAddress",
            "-PaymentMethod Card");
        rows.Add("address but no token", d => d.ShipTo = Drafts.ByToken().ShipTo, ShippingAddressInvalid, "ShipTo", "ShipToken");
    }

    private static void Contacts(Rows rows)
    {
        rows.Add("no contact", d => d.Contacts = [], ContactMissing, "Contact", "ContactType = 'organization_contact'");
        rows.Add("contact list null", d => d.Contacts = null!, ContactMissing, "Contact", "at least one");
        rows.Add("contact null", d => d.Contacts.Add(null!), ContactInvalid, "Contact[1]", "remove it");
        rows.Add(
            "contact type",
            d => d.Contacts[0].ContactType = "billing_contact",
            ContactTypeUnknown,
            "Contact.ContactType",
            "verified_contact");
        rows.Add("contact type missing", d => d.Contacts[0].ContactType = null, ContactTypeUnknown, "Contact.ContactType", "is missing");
        rows.Add("contact user id", d => d.Contacts[0].UserId = -5, OrderFieldInvalid, "Contact.UserId", "above 0");
        rows.Add("names beside an id", d => d.Contacts[0].JobTitle = "Boss", ContactInvalid, "Contact", "UpdateExisting");
        rows.Add("update of nobody", d => Renew(d).UpdateExisting = true, ContactInvalid, "Contact.UpdateExisting", "UserId");
        rows.Add(
            "new contact without first name", d => Renew(d).FirstName = " ", ContactInvalid, "Contact.FirstName", "new contact needs it");
        rows.Add(
            "new contact without last name", d => Renew(d).LastName = null, ContactInvalid, "Contact.LastName", "new contact needs it");
        rows.Add("new contact without e-mail", d => Renew(d).Email = null, ContactInvalid, "Contact.Email", "new contact needs it");
        rows.Add(
            "new contact without job title", d => Renew(d).JobTitle = null, ContactInvalid, "Contact.JobTitle", "new contact needs it");
        rows.Add(
            "new contact without telephone", d => Renew(d).Telephone = null, ContactInvalid, "Contact.Telephone", "new contact needs it");
        rows.Add("contact's e-mail", d => Renew(d).Email = "oskar", ContactInvalid, "Contact.Email", "no @");
        rows.Add("contact's job title too long", d => Renew(d).JobTitle = Long65, ContactInvalid, "Contact.JobTitle", "at most 64");

        static OrderContact Renew(OrderDraft draft)
        {
            draft.Contacts = [Drafts.NewContact()];
            return draft.Contacts[0];
        }
    }

    private static void Validity(Rows rows)
    {
        rows.Add("no validity", d => d.Years = null, ValidityMissing, "Years", "Days (1 to 1095)");
        rows.Add("two validities", d => d.Days = 30, ValidityAmbiguous, "Years", "exactly one");
        rows.Add(
            "days and date", d => (d.Years, d.Days, d.ExpirationDate) = (null, 30, "2028-01-01"), ValidityAmbiguous, "Days", "exactly one");
        rows.Add("4 years", d => d.Years = 4, ValidityOutOfRange, "Years", "1, 2 or 3");
        rows.Add("0 years", d => d.Years = 0, ValidityOutOfRange, "Years", "1, 2 or 3");
        rows.Add("1096 days", d => (d.Years, d.Days) = (null, 1096), ValidityOutOfRange, "Days", "1 to 1095");
        rows.Add("0 days", d => (d.Years, d.Days) = (null, 0), ValidityOutOfRange, "Days", "1 to 1095");
        foreach (string? text in new[]
        {
            "09.06.2029", "06/09/2029", "9/6/2029", "09 juin 2029", "09 Jun. 2029", "June 9, 2029", "06/09/2029 00:00:00", "31 FEB 2028",
            "soon",
        })
        {
            rows.Add(
                "date " + text,
                d => (d.Years, d.ExpirationDate) = (null, text),
                ExpirationDateInvalid,
                "ExpirationDate",
                "'03 NOV 2027', or '2027-11-03'");
        }

        rows.Add("today", d => (d.Years, d.ExpirationDate) = (null, "2026-11-03"), ValidityOutOfRange, "ExpirationDate", "not after today");
        rows.Add(
            "past three years",
            d => (d.Years, d.ExpirationDate) = (null, "04 NOV 2029"),
            ValidityOutOfRange,
            "ExpirationDate",
            "03 NOV 2029");
    }

    private static void Keys(Rows rows)
    {
        rows.Add("the page's misprint", d => d.KeySize = "p-354", KeyTypeInvalid, "KeySize", "p-384");
        rows.Add("1024 bits", d => d.KeySize = "1024", KeyTypeInvalid, "KeySize", "2048, 3072 or 4096");
        rows.Add(
            "curve size for RSA", d => (d.KeyType, d.KeySize) = (KeyType.Rsa, "p-256"), KeyTypeInvalid, "KeySize", "does not go with Rsa");
        rows.Add(
            "RSA size for a curve", d => (d.KeyType, d.KeySize) = (KeyType.Ecc, "2048"), KeyTypeInvalid, "KeySize", "does not go with Ecc");
        rows.Add("key type", d => d.KeyType = (KeyType)7, KeyTypeInvalid, "KeyType", "Rsa or Ecc");
        rows.Add("hash", d => d.SignatureHash = (SignatureHash)7, KeyTypeInvalid, "SignatureHash", "Sha256");
    }

    private static void Shipping(Rows rows)
    {
        rows.Add("token without address", d => d.ShipTo = null, ShippingAddressMissing, "ShipTo", "Addr1");
        rows.Add("ship name", d => d.ShipTo!.Name = null, ShippingAddressInvalid, "ShipTo.Name", "is missing");
        rows.Add("ship addr1", d => d.ShipTo!.Addr1 = "", ShippingAddressInvalid, "ShipTo.Addr1", "is missing");
        rows.Add("ship city", d => d.ShipTo!.City = null, ShippingAddressInvalid, "ShipTo.City", "is missing");
        rows.Add("ship state", d => d.ShipTo!.State = null, ShippingAddressInvalid, "ShipTo.State", "is missing");
        rows.Add("ship zip", d => d.ShipTo!.Zip = null, ShippingAddressInvalid, "ShipTo.Zip", "is missing");
        rows.Add("ship country", d => d.ShipTo!.Country = "Norway", CountryInvalid, "ShipTo.Country", "ISO 3166");
        rows.Add("the United Kingdom", d => d.ShipTo!.Country = "UK", CountryInvalid, "ShipTo.Country", "'gb'");
        rows.Add("ship method missing", d => d.ShipTo!.Method = null, ShippingAddressInvalid, "ShipTo.Method", "extra cost");
        rows.Add("ship method", d => d.ShipTo!.Method = "OVERNIGHT", ShippingAddressInvalid, "ShipTo.Method", "STANDARD");
    }

    private static void Cards(Rows rows)
    {
        rows.Add("no card", d => d.CreditCard = null, CreditCardMissing, "CreditCard", "ExpirationMonth");
        rows.Add("no bill", d => d.BillingAddress = null, BillingAddressMissing, "BillingAddress", "Address, City");
        rows.Add("no number", d => d.CreditCard!.Number = null, CreditCardInvalid, "CreditCard.Number", "12 to 19 digits");
        rows.Add(
            "spaces in number",
            d => d.CreditCard!.Number = Secret.Of("4111 1111 1111 1111"),
            CreditCardInvalid,
            "CreditCard.Number",
            "without spaces");
        rows.Add(
            "mistyped number",
            d => d.CreditCard!.Number = Secret.Of("4111111111111121"),
            CreditCardInvalid,
            "CreditCard.Number",
            "mistyped");
        rows.Add("cvv", d => d.CreditCard!.Cvv = Secret.Of("12"), CreditCardInvalid, "CreditCard.Cvv", "three or four");
        rows.Add("month", d => d.CreditCard!.ExpirationMonth = "13", CreditCardInvalid, "CreditCard.ExpirationMonth", "01 to 12");
        rows.Add(
            "year of two digits", d => d.CreditCard!.ExpirationYear = "29", CreditCardInvalid, "CreditCard.ExpirationYear", "four digits");
        rows.Add(
            "expired",
            d => (d.CreditCard!.ExpirationMonth, d.CreditCard.ExpirationYear) = ("10", "2026"),
            CreditCardInvalid,
            "CreditCard.ExpirationYear",
            "expired");
        rows.Add("cardholder", d => d.CreditCard!.CardholderName = " ", CreditCardInvalid, "CreditCard.CardholderName", "is missing");
        rows.Add("bill address", d => d.BillingAddress!.Address = null, BillingAddressInvalid, "BillingAddress.Address", "is missing");
        rows.Add("bill city", d => d.BillingAddress!.City = null, BillingAddressInvalid, "BillingAddress.City", "is missing");
        rows.Add("bill country", d => d.BillingAddress!.Country = null, CountryInvalid, "BillingAddress.Country", "is missing");
        rows.Add(
            "bill state in the US", d => d.BillingAddress!.Country = "us", BillingAddressInvalid, "BillingAddress.State", "is missing");
    }

    private static void NewOrganizations(Rows rows)
    {
        rows.Add("organization name", d => d.Organization!.Name = null, OrganizationInvalid, "Organization.Name", "is missing");
        rows.Add("organization name too long", d => d.Organization!.Name = Long65, OrganizationInvalid, "Organization.Name", "at most 64");
        rows.Add(
            "both names too long",
            d => d.Organization!.AssumedName = new string('x', 45),
            OrganizationInvalid,
            "Organization.AssumedName",
            "at most 61");
        rows.Add("organization address", d => d.Organization!.Address = null, OrganizationInvalid, "Organization.Address", "is missing");
        rows.Add("organization city", d => d.Organization!.City = null, OrganizationInvalid, "Organization.City", "is missing");
        rows.Add("organization state", d => d.Organization!.State = null, OrganizationInvalid, "Organization.State", "is missing");
        rows.Add("organization zip", d => d.Organization!.Zip = null, OrganizationInvalid, "Organization.Zip", "is missing");
        rows.Add(
            "organization telephone",
            d => d.Organization!.Telephone = new string('1', 33),
            OrganizationInvalid,
            "Organization.Telephone",
            "at most 32");
        rows.Add("organization country", d => d.Organization!.Country = "NOR", CountryInvalid, "Organization.Country", "ISO 3166");
    }

    private sealed class Rows(TheoryData<string, object, FaultKind, string, string> data, Func<OrderDraft> start)
    {
        public void Add(string rule, Action<OrderDraft> spoil, FaultKind kind, string field, string fix)
        {
            OrderDraft draft = start();
            spoil(draft);
            data.Add(rule, draft, kind, field, fix);
        }
    }
}
