namespace DigiCertDocSign;

/// <summary>How the person gets the certificate (wire: <c>cs_provisioning_method</c>).</summary>
public enum ProvisioningMethod
{
    /// <summary>The key is the customer's own (HSM); the certificate is sent by mail. Needs a CSR. The documented default.</summary>
    Email,

    /// <summary>DigiCert mails a token, which is not refundable. Needs a shipping address.</summary>
    ShipToken,

    /// <summary>The person installs the certificate on a token of their own with DigiCert's tool.</summary>
    ClientApp,
}
