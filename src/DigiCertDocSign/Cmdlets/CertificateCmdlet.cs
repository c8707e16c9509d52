using System.Management.Automation;
using System.Security;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet about the issued certificate of an order and the key that it was made for.</summary>
public abstract class CertificateCmdlet : OrderCmdlet<long>
{
    private KeyOpener? _keys;
    private bool _keyIsNamed;
    private bool _keyIsNoted;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("KeyPath")]
    public string? KeyReference { get; set; }

    /// <summary>That very one is meant, and not the one that the order names by now.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SigningCertificate? Certificate { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? KeyPassword { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? Pin { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // Only what is typed is bound yet; a piped object brings its reference later.
        _keyIsNamed = MyInvocation.BoundParameters.ContainsKey(nameof(KeyReference));
        _keys = new KeyOpener(KeyPassword, Pin, rounds => WriteVerbose(
            $"Deriving the key that -KeyPassword gives, {rounds} rounds of PBKDF2; it serves all key files that were made together."));
    }

    /// <summary>The order, with what it says of the certificate that is meant.</summary>
    private protected async Task<SigningOrder> GetOrderAsync()
    {
        if (Certificate is { } other && other.OrderId != OrderId)
        {
            throw CertificateFaults.OfAnotherOrder(OrderId, other);
        }

        SigningOrder order = await new OrderFollower(Client, Target.Time).GetOrderAsync(OrderId, StopToken);
        Present = order;
        return Certificate is not { } meant ? order : order with
        {
            CertificateId = meant.CertificateId,
            SerialNumber = meant.SerialNumber,
            Thumbprint = meant.Thumbprint,
            ValidFrom = meant.ValidFrom,
            ValidTill = meant.ValidTill,
            Csr = meant.Csr,
        };
    }

    private protected async Task<IssuedCertificate> FetchAsync(SigningOrder order)
    {
        var fetcher = new CertificateFetcher(Client);
        if (Certificate is not { } meant)
        {
            return await fetcher.FetchAsync(order, StopToken);
        }

        if (meant.State is CertificateState.Superseded or CertificateState.Revoked)
        {
            WriteWarning($"{meant}. It is not the one to sign with.");
        }

        return await fetcher.FetchAsync(meant, StopToken);
    }

    /// <summary>A certificate that was saved before, with what the file holds of its chain.</summary>
    /// <exception cref="DocSigningException">PathInvalid or CertificateUnreadable.</exception>
    private protected IssuedCertificate ReadCertificate(string path)
    {
        string full = FilePath.Resolve(this, path);
        try
        {
            return IssuedCertificate.Parse(File.ReadAllBytes(full));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CertificateFaults.FileUnreadable(full, exception);
        }
    }

    /// <summary>
    /// Why the certificate is not of the key in hand, and what to do about it. Where it is known that the key is the wrong one, nothing is
    /// said against the certificate.
    /// </summary>
    /// <param name="key">The comparison that was not passed.</param>
    /// <param name="certificate">What the order gave.</param>
    /// <param name="orderCsr">The CSR that the server keeps; null when it shows none, or no order is known.</param>
    private protected async Task<string> ExplainAsync(KeyComparison key, IssuedCertificate certificate, string? orderCsr)
    {
        KeyComparison ofOrder =
            CertificateProof.CheckKey(certificate, new CertificateExpectation { Csr = orderCsr, IsCsrOfOrder = true });
        if (key == ofOrder)
        {
            // No key was in hand, so there is nothing to say of one.
            return key.Check.Detail;
        }

        if (_keyIsNoted)
        {
            return $"{key.Difference}, which the journal notes for the order; where its CSR was replaced since then, "
                + "name the new key with -KeyReference, or pipe Get-DocSigningCertificate, which knows the keys of reissues.";
        }

        bool cameWithInput = !_keyIsNamed && !string.IsNullOrEmpty(KeyReference);
        if (cameWithInput && await TryFindNotedKeyAsync(certificate) is { } noted && noted != KeyReferences.Read(KeyReference!))
        {
            return $"The key came with the piped object, and the journal notes {noted} for the order, as after a new CSR: pipe the order's "
                + "id alone, or name the right key with -KeyReference.";
        }

        return ofOrder.Check.Passed
            ? $"{key.Difference}, and the certificate is right: it is of the order's CSR. Name the key that this CSR was made with."
            : ofOrder.Difference is null ? key.Check.Detail
            : $"{key.Difference}. {ofOrder.Check.Detail}";
    }

    /// <summary>
    /// Where the person's private key lives: as it is named, or as the piped object says, else as the journal noted it when the order was
    /// placed or its CSR was replaced. Null when none of them knows. It holds no secret and may be shown.
    /// </summary>
    /// <param name="certificate">Its key decides where the journal does not know which of two CSRs the order has.</param>
    /// <exception cref="DocSigningException">KeyReferenceInvalid; or the journal cannot be read, and the kind says why.</exception>
    private protected async Task<string?> FindKeyAsync(IssuedCertificate certificate)
    {
        _keyIsNoted = false;
        if (!string.IsNullOrEmpty(KeyReference))
        {
            return KeyReferences.Read(KeyReference!);
        }

        // The property is left alone: what is set by hand would stay there for the next piped order.
        string? noted = await FindNotedKeyAsync(certificate);
        _keyIsNoted = noted is not null;
        if (_keyIsNoted)
        {
            WriteVerbose($"{Named(OrderId)}: no key was named, so the one that the journal notes for the order is taken: {noted}");
        }

        return noted;
    }

    // What the journal notes for the order is the key of its present certificate; the list says it of each.
    private async Task<string?> FindNotedKeyAsync(IssuedCertificate certificate) =>
        Certificate is not { IsCurrent: false } && NeedsConnection && Target.OpenJournalIfAny() is { } journal
            ? await new NotedKeys(journal).FindAsync(Target.AccountId, OrderId, certificate.PublicKeySha256, StopToken)
            : null;

    private async Task<string?> TryFindNotedKeyAsync(IssuedCertificate certificate)
    {
        try
        {
            return await FindNotedKeyAsync(certificate);
        }
        catch (DocSigningException)
        {
            return null; // it was for an advice only
        }
    }

    /// <summary>The private key of a reference, if any: in a file, on a token, in a provider of Windows.</summary>
    private protected async Task<ISigningKey?> OpenKeyAsync(string? reference) => string.IsNullOrEmpty(reference)
        ? null
        : await _keys!.OpenAsync(KeyReferences.IsUri(reference!) ? reference! : FilePath.Resolve(this, reference!), StopToken);

    /// <summary>
    /// The person's key, for a cmdlet that can do without it. A key that the operator named must open; one that nobody named may be
    /// missing.
    /// </summary>
    private protected async Task<ISigningKey?> OpenKeyIfPossibleAsync(IssuedCertificate certificate)
    {
        string? reference;
        try
        {
            reference = await FindKeyAsync(certificate);
        }
        catch (DocSigningException problem) when (string.IsNullOrEmpty(KeyReference))
        {
            WriteVerbose(
                $"{Named(OrderId)}: the journal does not tell the private key, so the certificate is held against the order's CSR. "
                + problem.Message);
            return null;
        }

        try
        {
            return await OpenKeyAsync(reference);
        }
        catch (DocSigningException problem) when (!_keyIsNamed && KeyPassword is null && Pin is null)
        {
            WriteVerbose(
                $"{Named(OrderId)}: the private key is not opened, so the certificate is held against the order's CSR. {problem.Message}");
            return null;
        }
    }

    /// <summary>What the order says the certificate must be; the key given by hand goes before the CSR that the server keeps.</summary>
    private protected static CertificateExpectation Expect(SigningOrder order, ISigningKey? key, string? csr) =>
        CertificateExpectation.Of(order) with
        {
            Csr = csr ?? (key is null ? order.Csr : null),
            IsCsrOfOrder = csr is null,
            SubjectPublicKeyInfo = key?.GetSubjectPublicKeyInfo(),
            KeyReference = key?.Reference,
        };

    /// <summary>Warns of what is to be known of the place that the certificate was put in.</summary>
    private protected void WarnOf(CertificatePlace place, string source)
    {
        foreach (string note in place.Notes)
        {
            WriteWarning($"{source}: {note}");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys?.Dispose();
        }

        base.Dispose(disposing);
    }
}
