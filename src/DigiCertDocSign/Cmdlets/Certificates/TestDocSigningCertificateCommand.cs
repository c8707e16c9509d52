using System.Management.Automation;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Certificates;

[Cmdlet(VerbsDiagnostic.Test, "DocSigningCertificate")]
[OutputType(typeof(CertificateCheck))]
public sealed class TestDocSigningCertificateCommand : CertificateCmdlet
{
    private readonly HashSet<long> _failed = [];
    private string[] _usages = [];

    [Parameter]
    public string? Path { get; set; }

    [Parameter]
    [CsrText]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Csr { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(WordCompleter))]
    public string[]? AdditionalUsage { get; set; }

    [Parameter]
    public SwitchParameter SignatureCheck { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _usages = ReadParameters(() => (AdditionalUsage ?? []).Select(OrderedUsages.ToObjectIdentifier).ToArray());
    }

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        SigningOrder order = await GetOrderAsync();
        IssuedCertificate certificate = Path is null ? await FetchAsync(order) : ReadCertificate(Path);
        string? signer = SignatureCheck
            ? await FindKeyAsync(certificate) ?? throw CertificateFaults.SignatureCheckWithoutKey(Named(OrderId))
            : null;
        using ISigningKey? key = SignatureCheck ? await OpenKeyAsync(signer) : await OpenKeyIfPossibleAsync(certificate);
        CertificateExpectation expectation = Expect(order, key, Csr) with { Usages = _usages };
        foreach (CertificateCheck check in CertificateProof.Check(certificate, expectation, PresentMoment.Of(Client, Target.Time)))
        {
            Write(await ExplainedAsync(check, certificate, expectation, order.Csr));
        }

        if (SignatureCheck)
        {
            Write(await SignatureProof.CheckAsync(certificate, key!, StopToken));
        }
    });

    // Where the key is right and only the CSR given is not, there is nothing to say of the key.
    private async Task<CertificateCheck> ExplainedAsync(
        CertificateCheck check, IssuedCertificate certificate, CertificateExpectation expectation, string? orderCsr) =>
        check is { Check: "Key", Passed: false }
            && CertificateProof.CheckKey(certificate, expectation with { Csr = null }) is { Compared: true, Check.Passed: false }
            ? check with
            {
                Detail = await ExplainAsync(CertificateProof.CheckKey(certificate, expectation), certificate, orderCsr),
            }
            : check;

    private protected override bool TellsHowItWent => false;

    // A certificate with a finding is an input that failed, though finding that out went well.
    private protected override RunSummary Summarize(RunSummary counted) =>
        counted with { Done = Math.Max(0, counted.Done - _failed.Count), Failed = counted.Failed + _failed.Count };

    private void Write(CertificateCheck check)
    {
        if (check.Passed == false)
        {
            _failed.Add(OrderId);
        }

        WriteObject(check with { OrderId = OrderId, Person = Present?.Person, Email = Present?.Email });
    }
}
