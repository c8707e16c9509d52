using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.Tests.Conventions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.BadInput;

/// <summary>An order that cannot be right is refused before anything is sent, in words that name the field and the way out.</summary>
public sealed class BadOrderTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string ValidShipTo =
        "Name = 'Mira Solberg'; Addr1 = 'Strandgaten 7'; City = 'Bergen'; State = 'Vestland'; Zip = '5013'; Country = 'no'";
    private const string Card =
        "$order.PaymentMethod = 'Card'; $order.CreditCard = @{ Number = $number; ExpirationMonth = 3; ExpirationYear = '2028'; Cvv = $cvv; "
        + "CardholderName = 'Mira Solberg' }";

    /// <summary>The change that spoils the order, its ErrorId, the field, and a word of the way out.</summary>
    public static TheoryData<string, string, string, string> Orders() => new()
    {
        { "$order.Years = 4", "ValidityOutOfRange", "Years:", "1, 2 or 3" },
        { "$order.Years = 0", "ValidityOutOfRange", "Years:", "1, 2 or 3" },
        { "$order.Remove('Years'); $order.Days = 1096", "ValidityOutOfRange", "Days:", "1 to 1095" },
        { "$order.Days = 100", "ValidityAmbiguous", "Years", "exactly one" },
        { "$order.Remove('Years')", "ValidityMissing", "Years", "ExpirationDate" },
        { "$order.Remove('Years'); $order.ExpirationDate = '09.06.2028'", "ExpirationDateInvalid", "ExpirationDate:", "English month" },
        { "$order.Remove('Years'); $order.ExpirationDate = '06/09/2028'", "ExpirationDateInvalid", "ExpirationDate:", "English month" },
        {
            "$order.Remove('Years'); $order.ExpirationDate = '01 JAN 2040'",
            "ValidityOutOfRange",
            "ExpirationDate:",
            "the last day that can be ordered"
        },
        {
            "$order.Remove('Years'); $order.ExpirationDate = '01 JAN 2020'",
            "ValidityOutOfRange",
            "ExpirationDate:",
            "the last day that can be ordered"
        },
        { "$order.ProvisioningMethod = 'ShipToken'", "ShippingAddressMissing", "ShipTo:", "Addr1" },
        {
            $"$order.ProvisioningMethod = 'ShipToken'; $order.ShipTo = @{{ {ValidShipTo} }}",
            "ShippingAddressInvalid",
            "ShipTo.Method:",
            "STANDARD"
        },
        { $"$order.ShipTo = @{{ {ValidShipTo}; Method = 'STANDARD' }}", "ShippingAddressInvalid", "ShipTo:", "ShipToken" },
        { "$order.Csr = '-----BEGIN CERTIFICATE REQUEST-----MIIB-----END CERTIFICATE REQUEST-----'", "CsrUnreadable", "Csr", "" },
        { "$order.Csr = $forged", "CsrSignatureWrong", "Csr", "" },
        { "$order.KeyType = 'Ecc'", "CsrContradiction", "KeyType:", "leave KeyType out" },
        { "$order.KeySize = '4096'", "CsrContradiction", "KeySize:", "leave KeySize out" },
        { $"{Card}", "BillingAddressMissing", "BillingAddress:", "City" },
        {
            $"{Card}; $order.Remove('CreditCard'); $order.BillingAddress = @{{ Address = 'Torget 1'; City = 'Bergen'; Country = 'no' }}",
            "CreditCardMissing",
            "CreditCard:",
            "Cvv"
        },
        { $"{Card}; $order.PaymentMethod = 'Balance'", "CreditCardInvalid", "CreditCard:", "-PaymentMethod Card" },
        {
            "$order.Contact = @{ ContactType = 'boss'; UserId = 880145 }",
            "ContactTypeUnknown",
            "Contact.ContactType:",
            "organization_contact"
        },
        {
            "$order.Contact = @{ ContactType = 'organization_contact'; FirstName = 'Oskar' }",
            "ContactInvalid",
            "Contact.LastName:",
            "UserId"
        },
        { "$order.Remove('Contact')", "ContactMissing", "Contact:", "UserId" },
        {
            "$order.Organization = @{ Name = 'Drift'; Address = 'Torget 1'; City = 'Bergen'; State = 'Vestland'; Zip = '5014'; Country = "
                + "'no'; Telephone = '1' }",
            "OrganizationAmbiguous",
            "OrganizationId:",
            "give one"
        },
        { "$order.Remove('OrganizationId')", "OrganizationMissing", "OrganizationId:", "give its id" },
        { "$order.Remove('AgreeToSubscriberAgreement')", "AgreementMissing", "AgreeToSubscriberAgreement:", "-AgreeToSubscriberAgreement" },
        { "$order.AdditionalEmail = 'nobody'", "OrderFieldInvalid", "AdditionalEmail:", "correct or remove" },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void An_order_that_cannot_be_right_ends_before_the_first_row(string change, string errorId, string field, string wayOut)
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(
            $"$order = @{{ @BASICS@; Csr = $csr }}; {change}; $person, $person | New-DocSigningOrder @order",
            ("person", SandboxSession.Person()),
            ("forged", Forged()),
            ("number", Secret.Of("4111111111111111")),
            ("cvv", Secret.Of("333")));

        Assert.Empty(run.Output);
        // Two inputs, one error: it ended the command.
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Null(error.TargetObject);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        AssertSays(error, field, wayOut);

        Assert.Empty(sandbox.Server.Calls);
    }

    [Theory]
    [InlineData(null, "CsrMissing", "New-DocSigningCsr")]
    [InlineData("nonsense", "CsrUnreadable", "")]
    [InlineData("forged", "CsrSignatureWrong", "")]
    public void An_input_whose_csr_is_missing_or_bad_leaves_the_others_alone(string? csr, string errorId, string wayOut)
    {
        sandbox.Fresh();
        PSObject bad = SandboxSession.Person(csr: csr == "forged" ? Forged() : csr);
        PSObject good = SandboxSession.Person("Chiara", "Rossi", "chiara.rossi@fjordlab.example", csr: SandboxSession.Csr);

        ScriptRun run = sandbox.Run("$order = @{ @BASICS@ }; $bad, $good | New-DocSigningOrder @order", ("bad", bad), ("good", good));

        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Same(bad, error.TargetObject);
        AssertSays(error, "Csr", wayOut);

        Assert.Equal("Rossi", Assert.Single(run.Output).Properties["Surname"].Value);
        Assert.Single(sandbox.Changes);
    }

    [Fact]
    public void A_csr_given_for_all_does_not_replace_the_one_that_a_person_brings()
    {
        sandbox.Fresh();
        using var key = System.Security.Cryptography.RSA.Create(2048);

        ScriptRun run = sandbox.Run(
            "$order = @{ @BASICS@ }; $person | New-DocSigningOrder -Csr $csr @order",
            ("person", SandboxSession.Person(csr: SandboxSession.MakeCsr(key))));

        Assert.Equal(["CsrContradiction"], run.ErrorIds);
        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public void One_csr_given_for_several_people_is_nobodys_key_and_buys_nothing()
    {
        sandbox.Fresh();
        PSObject first = SandboxSession.Person();
        PSObject second = SandboxSession.Person("Chiara", "Rossi", "chiara.rossi@fjordlab.example");

        ScriptRun run = sandbox.Run(
            "$order = @{ @BASICS@ }; $first, $second | New-DocSigningOrder -Csr $csr @order",
            ("first", first),
            ("second", second));

        Assert.Equal(["CsrShared", "CsrShared"], run.ErrorIds);
        Assert.Equal([first, second], run.Errors.Select(error => error.TargetObject));
        AssertSays(run.Errors[0], "Csr:", "Solberg");
        AssertSays(run.Errors[0], "Rossi", "New-DocSigningCsr");

        Assert.Empty(sandbox.Changes);
    }

    [Fact]
    public void Without_a_connection_every_cmdlet_that_needs_one_says_how_to_get_it()
    {
        using var unconnected = new ModuleSession();
        CmdletInfo[] cmdlets =
            [.. ModuleCmdlets.All.Where(cmdlet => cmdlet.Parameters.ContainsKey("Connection") && cmdlet.Verb != "Disconnect")];
        Assert.True(cmdlets.Length > 20);
        foreach (CmdletInfo cmdlet in cmdlets)
        {
            ScriptRun run = unconnected.Run("& $name @given", ("name", cmdlet.Name), ("given", Needed(cmdlet)));

            Assert.Equal([$"{cmdlet.Name} NotConnected"], run.ErrorIds.Select(id => $"{cmdlet.Name} {id}"));
            Assert.Contains(
                "Connect-DocSigning",
                (run.Errors.SingleOrDefault() ?? run.Terminating)!.Exception.Message,
                StringComparison.Ordinal);
        }
    }

    /// <summary>Something for each parameter that must be given.</summary>
    private static Hashtable Needed(CmdletInfo cmdlet)
    {
        var given = new Hashtable();
        CommandParameterSetInfo set = cmdlet.ParameterSets.FirstOrDefault(one => one.IsDefault) ?? cmdlet.ParameterSets[0];
        foreach (CommandParameterInfo parameter in set.Parameters.Where(one => one.IsMandatory))
        {
            Type type = parameter.ParameterType.GetElementType() ?? parameter.ParameterType;
            given[parameter.Name] = type.IsEnum ? type.GetEnumValues().GetValue(0)
                : type == typeof(long) || type == typeof(int) || type == typeof(double) ? 1
                : type == typeof(string) || type.Name == "CsrInput" ? "x"
                : type == typeof(SwitchParameter) ? true
                : new Hashtable();
        }

        return given;
    }

    internal static void AssertSays(ErrorRecord error, string field, string wayOut)
    {
        Assert.Contains(field, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, error.Exception.Message, StringComparison.OrdinalIgnoreCase);

        // The way out is in the message or below it.
        Assert.False(wayOut.Length == 0 && string.IsNullOrWhiteSpace(error.ErrorDetails.RecommendedAction));
    }

    /// <summary>A CSR whose last byte, inside the signature, was changed.</summary>
    private static string Forged()
    {
        string body = string.Concat(SandboxSession.Csr.ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith('-')));
        byte[] der = Convert.FromBase64String(body);
        der[^1] ^= 1;
        return $"-----BEGIN CERTIFICATE REQUEST-----\n{Convert.ToBase64String(der, Base64FormattingOptions.InsertLineBreaks)}\n-----END "
            + "CERTIFICATE REQUEST-----";
    }
}
