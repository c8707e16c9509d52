using System.Text;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.People;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Keys;

public class SigningCsrBuilderTests
{
    [Fact]
    public async Task Key_and_CSR_are_written_and_described()
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        var builder = new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path));

        SigningCsr csr = await builder.CreateAsync(SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha384, default);

        Assert.Equal(folder.File("mira.solberg@fjordlab.example.key.pem"), csr.KeyPath);
        Assert.Equal(folder.File("mira.solberg@fjordlab.example.csr.pem"), csr.CsrPath);
        Assert.Equal(File.ReadAllText(csr.CsrPath!), csr.Csr);
        Assert.Equal(new Uri(csr.KeyPath!).AbsoluteUri, csr.KeyReference);
        Assert.Equal("CN=Mira K. Solberg,E=mira.solberg@fjordlab.example", csr.Subject);
        Assert.Equal(SomePerson.Mira, new Person(csr.GivenName, csr.Surname, csr.JobTitle, csr.Phone, csr.Email));
        CsrInfo info = CsrInspector.Inspect(csr.Csr);
        Assert.Equal((csr.PublicKeySha256, csr.Subject), (info.PublicKeySha256, info.SubjectText));
        Assert.Equal(info.PublicKeySha256, Sha256.Of(OpenSsl.PublicKeyOf(csr.KeyPath!, Secret.Text)));
    }

    [Theory]
    [InlineData("Jürgen", "Müller-Lüdenscheidt", "j.m@example.test")]
    [InlineData("李", "小龍", "li@example.test")]
    [InlineData("Ju\u0308rgen", "Mu\u0308ller", "decomposed@example.test")]
    [InlineData("Renée 🎓", "O'Brien, Jr. + Söhne=\"x\"", "renée@例え.test")]
    [InlineData("Mira", "Berg", "mira@bücher.test", "mira@xn--bcher-kva.test")]
    [InlineData("Mira", "Berg", "mira@BÜCHER.例え.test", "mira@xn--bcher-kva.xn--r8jz45g.test")]
    [InlineData("Mira", "Berg", "mira@пример.рф", "mira@xn--e1afmkfd.xn--p1ai")]
    [InlineData("Mira", "Berg", "mira@他们为什么不说中文.test", "mira@xn--ihqwcrb4cv8a8dqg056pqjye.test")]
    public async Task Names_reach_the_CSR_whole_and_in_normal_form(string given, string surname, string email, string? inCsr = null)
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        var person = new Person(given, surname, "x", "1", email);
        SigningCsr csr = await new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path)).CreateAsync(
            person, KeyAlgorithm.P256, SignatureHash.Sha256, default);

        string subject = OpenSsl.Run("req", "-in", csr.CsrPath!, "-noout", "-subject", "-nameopt", "utf8,sep_multiline,show_type");

        Assert.Contains($"CN=UTF8STRING:{given} {surname}".Normalize(NormalizationForm.FormC), subject, StringComparison.Ordinal);
        string type = (inCsr ?? email).All(char.IsAscii) ? "IA5STRING" : "UTF8STRING";
        Assert.Contains($"emailAddress={type}:{inCsr ?? email}", subject, StringComparison.Ordinal);
        Assert.Contains("verify OK", OpenSsl.Run("req", "-in", csr.CsrPath!, "-verify", "-noout"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_too_long_for_a_common_name_is_kept_whole_in_its_parts()
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        var person = new Person(new string('G', 40), new string('S', 40), "x", "1", "long@example.test");

        SigningCsr csr = await new SigningCsrBuilder(store).CreateAsync(person, KeyAlgorithm.P256, SignatureHash.Sha256, default);

        Assert.Null(csr.CsrPath);
        string path = folder.Write("csr", csr.Csr);
        string subject = OpenSsl.Run("req", "-in", path, "-noout", "-subject");
        Assert.DoesNotContain("CN", subject, StringComparison.Ordinal);
        Assert.Contains($"GN = {person.GivenName}, SN = {person.Surname}", subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ", "", "a@example.test", FaultKind.CsrSubjectInvalid)]
    [InlineData("A", "half a pair", "a@example.test", FaultKind.CsrSubjectInvalid)]
    [InlineData("A", "B", " ", FaultKind.EmailMissing)]
    public async Task A_person_who_cannot_be_named_costs_no_key(string given, string surname, string email, FaultKind kind)
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        var builder = new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path));

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => builder.CreateAsync(
            new Person(given, surname == "half a pair" ? "\uD83D" : surname, "x", "1", email),
            KeyAlgorithm.P256,
            SignatureHash.Sha256,
            default));

        Assert.Equal(kind, fault.Kind);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Dying_between_key_and_CSR_leaves_the_key_and_no_CSR()
    {
        using var folder = new TempFolder();
        using var files = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of(), replace: true);
        string csrPath = folder.Write("mira.solberg@fjordlab.example.csr.pem", "CSR of a key that is replaced");
        using var store = new WatchedStore(files) { OnSign = _ => throw new InvalidOperationException("power cut") };
        var builder = new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path), replace: true);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => builder.CreateAsync(SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default));
        Assert.False(File.Exists(csrPath), "an old CSR must not stand beside a new key");
        using IExportableKey key = KeyOnDisk.Open(folder.File("mira.solberg@fjordlab.example.key.pem"), Secret.Of());
    }

    [Fact]
    public async Task The_CSR_is_signed_only_when_the_key_is_on_the_disk_and_written_after()
    {
        using var folder = new TempFolder();
        using var files = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        bool keyWasThere = false, csrWasThere = true;
        using var store = new WatchedStore(files)
        {
            OnSign = key =>
            {
                keyWasThere = OpenSsl.PublicKeyOf(folder.File("mira.solberg@fjordlab.example.key.pem"), Secret.Text)
                    .SequenceEqual(key.GetSubjectPublicKeyInfo());
                csrWasThere = File.Exists(folder.File("mira.solberg@fjordlab.example.csr.pem"));
            },
        };

        await new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path)).CreateAsync(
            SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default);

        Assert.Equal((true, false), (keyWasThere, csrWasThere));
    }

    [Fact]
    public async Task A_key_file_whose_run_died_before_its_CSR_is_taken_up()
    {
        using var folder = new TempFolder();
        using (var killed = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of()))
        {
            using ISigningKey key = await killed.CreateKeyAsync(SomePerson.Mira.Email, KeyAlgorithm.P256, default);
        }

        string path = folder.File("mira.solberg@fjordlab.example.key.pem");
        byte[] before = File.ReadAllBytes(path);
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        SigningCsr csr = await new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path)).CreateAsync(
            SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default);

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(Sha256.Of(OpenSsl.PublicKeyOf(path, Secret.Text)), CsrInspector.Inspect(csr.Csr).PublicKeySha256);
        Assert.Contains("taken up", Assert.Single(csr.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Secret.Text, KeyAlgorithm.P384, "another kind (P-256)")]
    [InlineData("another password", KeyAlgorithm.P256, "does not open it")]
    public async Task A_key_file_of_another_kind_or_password_is_kept_and_not_taken_up(string password, KeyAlgorithm algorithm, string why)
    {
        using var folder = new TempFolder();
        using (var earlier = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of()))
        {
            using ISigningKey key = await earlier.CreateKeyAsync(SomePerson.Mira.Email, KeyAlgorithm.P256, default);
        }

        string path = folder.File("mira.solberg@fjordlab.example.key.pem");
        byte[] before = File.ReadAllBytes(path);
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of(password));
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() =>
            new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path)).CreateAsync(
                SomePerson.Mira, algorithm, SignatureHash.Sha256, default));

        Assert.Equal(FaultKind.KeyFileExists, fault.Kind);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_gives_way_is_set_aside_with_its_date_and_can_be_put_back()
    {
        using var folder = new TempFolder();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 14, 52, 28, TimeSpan.Zero));
        var csrs = new SigningCsr[3];

        for (int run = 0; run < csrs.Length; run++)
        {
            using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of(), replace: true, clock);
            csrs[run] = await new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path), replace: true, clock).CreateAsync(
                SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default);
        }

        Assert.Equal(3, csrs.Select(csr => csr.PublicKeySha256).Distinct().Count());
        Assert.Equal([0, 2, 2], csrs.Select(csr => csr.Notes.Count));
        string[] names = ["20261124T145228Z.pem", "20261124T145228Z-2.pem", "pem"];
        for (int run = 0; run < csrs.Length; run++)
        {
            string stem = folder.File("mira.solberg@fjordlab.example.");
            Assert.Equal(csrs[run].Csr, File.ReadAllText($"{stem}csr.{names[run]}"));
            using IExportableKey key = KeyOnDisk.Open($"{stem}key.{names[run]}", Secret.Of());
            Assert.Equal(CsrInspector.Inspect(csrs[run].Csr).PublicKeySha256, Sha256.Of(key.GetSubjectPublicKeyInfo()));
            OwnerRights.AssertFile($"{stem}key.{names[run]}");
            OwnerRights.AssertFile($"{stem}csr.{names[run]}");
        }
    }

    [Fact]
    public async Task When_no_key_can_be_made_the_earlier_CSR_stays()
    {
        using var folder = new TempFolder();
        folder.Write("mira.solberg@fjordlab.example.key.pem", "its key");
        string csrPath = folder.Write("mira.solberg@fjordlab.example.csr.pem", "its CSR");
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        var builder = new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path), replace: true);

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            () => builder.CreateAsync(SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default));

        Assert.Equal(FaultKind.KeyFileExists, fault.Kind);
        Assert.Equal("its CSR", File.ReadAllText(csrPath));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public async Task An_existing_csr_stops_the_input_before_a_key_is_made()
    {
        using var folder = new TempFolder();
        string csrPath = folder.Write("mira.solberg@fjordlab.example.csr.pem", "its CSR");
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        var builder = new SigningCsrBuilder(store, FilePlacement.InDirectory(folder.Path));

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            () => builder.CreateAsync(SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default));

        Assert.Equal(FaultKind.CsrFileExists, fault.Kind);
        Assert.Equal([csrPath], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_store_that_signs_with_another_key_than_it_shows_is_caught()
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        using ISigningKey shown = await store.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default);
        using ISigningKey signing = await store.CreateKeyAsync("b@example.test", KeyAlgorithm.P256, default);

        DocSigningException fault = Assert.Throws<DocSigningException>(
            () => CsrBuilder.Build(SomePerson.Mira, new TwoFacedKey(shown, signing), SignatureHash.Sha256));

        Assert.Equal(FaultKind.CsrSignatureWrong, fault.Kind);
    }

    private sealed class WatchedStore(IKeyStore inner) : IKeyStore
    {
        public required Action<ISigningKey> OnSign { get; init; }

        public int MaxConcurrency => inner.MaxConcurrency;

        public KeyAlgorithm? GivenAlgorithm => inner.GivenAlgorithm;

        public string GetReference(string name) => inner.GetReference(name);

        public Task<ISigningKey?> TakeUpAsync(string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken) =>
            inner.TakeUpAsync(name, algorithm, hints, cancellationToken);

        public async Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
            new TwoFacedKey(await inner.CreateKeyAsync(name, algorithm, cancellationToken), null) { OnSign = OnSign };

        public Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
            inner.CheckAsync(algorithm, cancellationToken);

        public void Dispose()
        {
        }
    }

    private sealed class TwoFacedKey(ISigningKey shown, ISigningKey? signing) : ISigningKey
    {
        public Action<ISigningKey>? OnSign { get; init; }

        public KeyAlgorithm Algorithm => shown.Algorithm;

        public string? Reference => shown.Reference;

        public string? KeyPath => shown.KeyPath;

        public IReadOnlyList<string> Notes => shown.Notes;

        public bool IsInProcess => false;

        public IExportableKey? Exportable => null;

        public ICertificateHolder? CertificateHolder => null;

        public byte[] GetSubjectPublicKeyInfo() => shown.GetSubjectPublicKeyInfo();

        public byte[] Sign(byte[] data, SignatureHash hash)
        {
            OnSign?.Invoke(shown);
            return (signing ?? shown).Sign(data, hash);
        }

        public void Dispose() => shown.Dispose();
    }
}
