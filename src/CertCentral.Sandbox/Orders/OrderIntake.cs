using System.Net;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Orders.Rules;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>Takes a new order. It checks every rule of the order page first, and adds the order only if all of them hold.</summary>
internal sealed class OrderIntake(SandboxAccount account)
{
    public SandboxAnswer Place(SandboxCall call)
    {
        var body = WireReader.Of(call);
        DateTimeOffset now = account.Now;
        var order = new StoredOrder { DateCreated = now };
        var organization = new OrganizationRules(account);
        CertificateRules.Read(body, order);
        order.Comments = body.Text("comments");
        organization.Read(body);
        order.ContainerId = body.IdIn("container", Catalogue.Containers, "container") ?? Catalogue.MainContainerId;
        StoredOrder? renewed = body.Find("renewal_of_order_id", account.Orders.Find, "order");
        order.RenewalOfOrderId = renewed?.Id;
        ReadPeople(body, order);
        ReadAgreement(body);
        SubjectRules.Read(body, order);
        ValidityRules.Read(body, order, now);
        PaymentRules.Read(body, order, now);
        order.CustomRenewalMessage = body.Text("custom_renewal_message");
        body.Text("promo_code");
        body.ThrowIfFaulty();
        RequireRenewable(renewed);
        order.Price = OrderTerm.Price(order);
        PaymentRules.RequireFunds(order, account);
        return SandboxAnswer.Created(Commit(order, organization));
    }

    private JObject Commit(StoredOrder order, OrganizationRules rules)
    {
        StoredOrganization organization = rules.Organization!;
        Adopt(rules, organization);
        order.OrganizationId = organization.Id;
        order.Contacts = rules.Contacts;
        account.Orders.TakeIn(order, rules.IsNew);
        account.Advance();
        return Answer(order, rules.IsNew);
    }

    private static JObject Answer(StoredOrder order, bool isNewOrganization)
    {
        StoredRequest request = order.Requests[0];
        var answer = new JObject { ["id"] = order.Id };
        if (isNewOrganization)
        {
            answer["organization"] = new JObject { ["id"] = order.OrganizationId };
        }

        answer["requests"] = new JArray(new JObject { ["id"] = request.Id, ["status"] = request.Status });
        if (order.CertificateId is { } certificateId)
        {
            answer["certificate_id"] = certificateId;
        }

        return answer;
    }

    private void Adopt(OrganizationRules rules, StoredOrganization organization)
    {
        foreach (StoredContact? contact in rules.Contacts.Where(contact => contact.Id == 0))
        {
            contact.Id = ++account.State.LastContactId;
        }

        if (rules.IsNew)
        {
            organization.Id = ++account.State.LastOrganizationId;
            organization.Contacts = rules.Contacts;
            account.State.Organizations.Add(organization);
        }

        // The order page warns of this: values beside a user_id overwrite that user.
        foreach ((StoredUser? user, StoredContact? sent) in rules.UserUpdates)
        {
            user.FirstName = Either(sent.FirstName, user.FirstName);
            user.LastName = Either(sent.LastName, user.LastName);
            user.Email = Either(sent.Email, user.Email);
            user.JobTitle = Either(sent.JobTitle, user.JobTitle);
            user.Telephone = Either(sent.Telephone, user.Telephone);
        }
    }

    private static string Either(string sent, string known) => sent.Length > 0 ? sent : known;

    private static void RequireRenewable(StoredOrder? renewed)
    {
        if (renewed is { Status: not OrderStatus.Issued })
        {
            throw new ApiException(
                HttpStatusCode.BadRequest,
                "order_not_eligible_for_renewal",
                $"Order {renewed.Id} is {renewed.Status} and cannot be renewed.");
        }

        if (renewed?.RenewedOrderId is { } other)
        {
            throw new ApiException(
                HttpStatusCode.BadRequest,
                "order_renewed_already",
                $"Order {renewed.Id} has been renewed by order {other}.");
        }
    }

    private void ReadPeople(WireReader body, StoredOrder order)
    {
        foreach (string? email in body.List("additional_emails").Select(token => token.ToString()))
        {
            order.AdditionalEmails.Add(email);
            if (!SubjectRules.IsEmail(email))
            {
                body.Invalid("additional_emails", "additional_emails holds something that is not an e-mail address.");
            }
        }

        foreach (JToken token in body.List("user_id_assignments"))
        {
            if (WireReader.TryNumber(token, out long id) && account.FindUser(id) is not null)
            {
                order.UserIdAssignments.Add(id);
            }
            else
            {
                body.Invalid("user_id_assignments", $"There is no user {token} in this account.");
            }
        }
    }

    private static void ReadAgreement(WireReader body)
    {
        if (!body.Has("csa_agreed_to"))
        {
            body.Missing("csa_agreed_to");
        }
        else if (body.Flag("csa_agreed_to") == false)
        {
            body.Invalid("csa_agreed_to", "The Certificate Subscriber Agreement has to be agreed to.");
        }
    }
}
