namespace DigiCertDocSign;

/// <summary>What a run would do with an input.</summary>
public enum OrderPlanAction
{
    /// <summary>Order a certificate, which costs money. Where the person still needs a key, New-DocSigningCsr comes first.</summary>
    Order,

    /// <summary>
    /// Nothing: there is a live order for the person, or an earlier input of the list orders for the same e-mail address.
    /// </summary>
    AlreadyOrdered,

    /// <summary>Nothing: the input cannot be ordered as it is.</summary>
    Faulty,

    /// <summary>
    /// First ask CertCentral: an order for the person was sent, or is being sent by another run, and it is not known what became of it.
    /// </summary>
    InDoubt,
}
