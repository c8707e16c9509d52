using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Text;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Keys;

public class FileKeyStoreTests
{
    private static readonly string Keys = Path.GetFullPath("/keys");

    [Fact]
    public async Task An_existing_file_is_kept_and_set_aside_only_when_asked()
    {
        using var folder = new TempFolder();
        string path = folder.Write("mine.pem", "precious");
        using (var careful = new FileKeyStore(FilePlacement.At(path), Secret.Of()))
        {
            DocSigningException fault =
                await Assert.ThrowsAsync<DocSigningException>(() => careful.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default));
            Assert.Equal(FaultKind.KeyFileExists, fault.Kind);
            Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        }

        Assert.Equal("precious", File.ReadAllText(path));

        // The old file was open to all; the new one must not inherit that.
        OwnerRights.OpenToAll(path);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 14, 52, 28, TimeSpan.Zero));
        using var asked = new FileKeyStore(FilePlacement.At(path), Secret.Of(), replace: true, clock);
        using ISigningKey key = await asked.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default);
        Assert.Equal(key.GetSubjectPublicKeyInfo(), OpenSsl.PublicKeyOf(path, Secret.Text));
        OwnerRights.AssertFile(path);
        string aside = Assert.Single(Directory.GetFileSystemEntries(folder.Path), entry => entry != path);

        Assert.Equal("mine.20261124T145228Z.pem", Path.GetFileName(aside));
        Assert.Equal("precious", File.ReadAllText(aside));
    }

    [Fact]
    public async Task A_run_never_replaces_a_key_that_it_made_itself_even_when_asked_to_overwrite()
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of(), replace: true);
        using ISigningKey first = await store.CreateKeyAsync("Mira@example.test", KeyAlgorithm.P256, default);

        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => store.CreateKeyAsync("mira@EXAMPLE.test", KeyAlgorithm.P256, default));

        Assert.Equal(FaultKind.KeyFileExists, fault.Kind);
        using IExportableKey kept = KeyOnDisk.Open(first.Reference!, Secret.Of());
        Assert.Equal(first.GetSubjectPublicKeyInfo(), kept.GetSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task A_half_written_file_is_cleared_unless_a_living_process_is_still_writing_it()
    {
        using var folder = new TempFolder();
        string left = folder.Write(".0123456789abcdef0123456789abcdef.tmp", "half a key");
        string[] kept =
        [
            folder.File(".fedcba9876543210fedcba9876543210.tmp"),
            folder.Write(".notes.tmp", "of somebody"),
            folder.Write("mine.tmp", "of somebody"),
        ];
        using (new FileStream(kept[0], FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
            await new SigningCsrBuilder(store).CreateAsync(SomePerson.Mira, KeyAlgorithm.P256, SignatureHash.Sha256, default);
        }

        Assert.False(File.Exists(left));
        Assert.All(kept, path => Assert.True(File.Exists(path), path));
        Assert.Equal(4, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public async Task Of_many_creators_of_one_file_exactly_one_wins_and_its_key_stays()
    {
        using var folder = new TempFolder();
        FileKeyStore[] stores =
        [
            .. Enumerable.Range(0, 8).Select(_ => new FileKeyStore(FilePlacement.At(folder.File("one.pem")), Secret.Of())),
        ];
        using var start = new ManualResetEventSlim();
        Task<byte[]?>[] attempts = stores.Select(store => Task.Run(async () =>
        {
            start.Wait();
            try
            {
                using ISigningKey key = await store.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default);
                return key.GetSubjectPublicKeyInfo();
            }
            catch (DocSigningException fault) when (fault.Kind == FaultKind.KeyFileExists)
            {
                return null;
            }
        })).ToArray();
        start.Set();
        byte[]?[] results = await Task.WhenAll(attempts);

        byte[] winner = Assert.Single(results.OfType<byte[]>());
        using IExportableKey kept = KeyOnDisk.Open(folder.File("one.pem"), Secret.Of());
        Assert.Equal(winner, kept.GetSubjectPublicKeyInfo());
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Theory]
    [InlineData("", FaultKind.KeyPasswordMissing)]
    [InlineData("1234567", FaultKind.KeyPasswordTooShort)]
    public void A_weak_password_is_refused_before_anything_is_made(string password, FaultKind kind)
    {
        DocSigningException fault =
            Assert.Throws<DocSigningException>(() => new FileKeyStore(FilePlacement.At("/nowhere/x"), Secret.Of(password)));

        Assert.Equal((kind, "KeyPassword"), (fault.Kind, fault.Faults[0].Field));
        Assert.False(password.Length > 0 && fault.Message.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_beyond_ascii_opens_the_key_in_openssl_and_here()
    {
        const string Password = "Пароль-schön-密碼-🔑";
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of(Password));

        using ISigningKey key = await store.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default);

        Assert.Equal(key.GetSubjectPublicKeyInfo(), OpenSsl.PublicKeyOf(folder.File("a@example.test.key.pem"), Password));
        using ISigningKey opened = KeyOnDisk.Open(key.Reference!, Secret.Of(Password));
        Assert.Equal(key.GetSubjectPublicKeyInfo(), opened.GetSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task Keys_of_one_run_share_no_initialization_vector()
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        var vectors = new HashSet<string>();

        for (int index = 0; index < 4; index++)
        {
            using ISigningKey key = await store.CreateKeyAsync($"p{index}@example.test", KeyAlgorithm.P256, default);
            string structure = OpenSsl.Run("asn1parse", "-in", folder.File($"p{index}@example.test.key.pem"));
            Assert.True(vectors.Add(structure.Split('\n').Single(line =>
                line.Contains("l=  16 prim: OCTET STRING", StringComparison.Ordinal) && line.Contains("d=4", StringComparison.Ordinal))));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_creation_leaves_no_file_or_a_whole_key(bool beforeItBegins)
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.Path), Secret.Of());
        using var source = new CancellationTokenSource();
        if (beforeItBegins)
        {
            await source.CancelAsync();
        }

        Task<ISigningKey> creation = store.CreateKeyAsync("a@example.test", KeyAlgorithm.Rsa4096, source.Token);
        await source.CancelAsync();

        // Primes are luck: now and then the key is ready before the cancellation arrives. A token that is cancelled at once never is.
        ISigningKey? made = await FinishAsync(creation);
        if (made is null)
        {
            Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
            using ISigningKey key = await store.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default);
        }
        else
        {
            Assert.False(beforeItBegins);
            using (made)
            {
                Assert.Equal(made.GetSubjectPublicKeyInfo(), OpenSsl.PublicKeyOf(folder.File("a@example.test.key.pem"), Secret.Text));
            }
        }
    }

    private static async Task<ISigningKey?> FinishAsync(Task<ISigningKey> creation)
    {
        try
        {
            return await creation;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_fault_that_names_it()
    {
        using var folder = new TempFolder();
        folder.Write("file", "not a folder");
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.File("file/keys")), Secret.Of());

        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => store.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default));

        Assert.Equal(FaultKind.KeyFileNotWritten, fault.Kind);
        Assert.Contains(folder.File("file"), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_folders_are_made_for_the_owner_alone()
    {
        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.File("new/keys")), Secret.Of());

        using ISigningKey key = await store.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default);

        OwnerRights.AssertFolder(folder.File("new/keys"));
        OwnerRights.AssertFolder(folder.File("new"));
    }

    [Theory]
    [InlineData("100% sure #1 & ü/keys ~x")]
    [InlineData("%41 %zz/a+b;c?d")]
    [InlineData("密鑰 🔑")]
    public async Task A_reference_leads_back_to_its_file_whatever_the_folder_is_called(string folderName)
    {
        if (OperatingSystem.IsWindows())
        {
            folderName = folderName.Replace('?', '!'); // no name has a question mark there
        }

        using var folder = new TempFolder();
        using var store = new FileKeyStore(FilePlacement.InDirectory(folder.File(folderName)), Secret.Of());
        string announced = store.GetReference("a@example.test");

        using ISigningKey key = await store.CreateKeyAsync("a@example.test", KeyAlgorithm.P256, default);

        Assert.Equal(announced, key.Reference);
        Assert.Equal(Path.GetFullPath(Path.Combine(folder.File(folderName), "a@example.test.key.pem")), new Uri(key.Reference!).LocalPath);
        Assert.All(key.Reference!, character => Assert.True(character is > ' ' and < (char)0x7F, key.Reference));
        using ISigningKey opened = KeyOnDisk.Open(key.Reference!, Secret.Of());
        Assert.Equal(key.GetSubjectPublicKeyInfo(), opened.GetSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("../../etc/passwd", "%2E./")]
    [InlineData("..\\..\\x@y", "\\")]
    [InlineData("CON.box@example.test", "con")]
    [InlineData("nul", "nul")]
    [InlineData(".hidden@example.test", ".")]
    public void A_treacherous_address_cannot_leave_the_folder(string email, string forbiddenStart)
    {
        string path = FilePlacement.InDirectory(Keys).PathFor(email, FilePlacement.KeySuffix);
        Assert.Equal(Keys, Path.GetDirectoryName(Path.GetFullPath(path)));
        Assert.False(Path.GetFileName(path).StartsWith(forbiddenStart, StringComparison.OrdinalIgnoreCase), path);
    }

    [Property(MaxTest = 2000)]
    public void Two_addresses_share_a_file_only_when_they_are_the_same(NonNull<string> first, NonNull<string> second)
    {
        string? left = PathOf(first.Get), right = PathOf(second.Get);

        if (left is not null && right is not null)
        {
            Assert.Equal(Same(first.Get) == Same(second.Get), string.Equals(left, right, StringComparison.OrdinalIgnoreCase));
            Assert.Equal(Keys, Path.GetDirectoryName(Path.GetFullPath(left)));
            Assert.True(Path.GetFileName(left).All(char.IsAscii) && Path.GetFileName(left).Length < 240);
        }
    }

    [Fact]
    public void Long_addresses_that_differ_at_their_end_have_files_of_their_own()
    {
        string stem = new('長', 120);
        Assert.NotEqual(PathOf(stem + "a@example.test"), PathOf(stem + "b@example.test"));
        Assert.True(Path.GetFileName(PathOf(stem)!).Length < 240);
    }

    private static string? PathOf(string email)
    {
        try
        {
            return FilePlacement.InDirectory(Keys).PathFor(email, FilePlacement.KeySuffix);
        }
        catch (DocSigningException fault) when (fault.Kind is FaultKind.EmailMissing or FaultKind.CsrSubjectInvalid)
        {
            return null;
        }
    }

    private static string Same(string email) => EmailAddress.Of(email).Key;
}
