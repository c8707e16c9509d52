using System.Net;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Storage;
using DigiCertDocSign.Tests.Keys;

namespace DigiCertDocSign.Tests.Pacing;

/// <summary>The shared count in real files.</summary>
public sealed class PacingFolderTests : IDisposable
{
    private static readonly CallLimits Hundred = new([new CallLimit(100, TimeSpan.FromHours(5))]);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Many_at_once_have_together_what_the_limit_allows()
    {
        // Each has its own folder object and its own limiter, as processes have; the lock of the file is between open files.
        IEnumerable<Task<int>> takers = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var limiter = new RollingWindowLimiter(Hundred, TimeProvider.System, new PacingFolder(_folder.Path), "key");
            int taken = 0;
            while (limiter.GetStatistics()!.CurrentAvailablePermits > 0)
            {
                taken += limiter.AttemptAcquire().IsAcquired ? 1 : 0;
            }

            return taken;
        }));

        Assert.Equal(100, (await Task.WhenAll(takers)).Sum());
    }

    [Fact]
    public async Task Of_many_who_open_a_new_file_at_once_one_holds_it()
    {
        for (int round = 0; round < 20; round++)
        {
            using var start = new ManualResetEventSlim();
            string name = $"key{round}";
            Task<Stream?>[] openers =
            [
                .. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
                {
                    start.Wait();
                    return new PacingFolder(_folder.File("new")).TryOpen(name);
                })),
            ];
            start.Set();
            Stream?[] opened = await Task.WhenAll(openers);

            await using Stream held = Assert.Single(opened.OfType<Stream>());
            held.Write("times"u8);
            held.Position = 0;
            Assert.Equal((byte)'t', held.ReadByte());
        }
    }

    [Fact]
    public async Task The_file_is_its_owner_s_alone_and_tells_no_key()
    {
        const string Key = "K3Y-0123456789ABCDEF-SECRET";
        string folder = Path.Combine(_folder.Path, "made", "when missing");
        using CertCentralClient client = Connect(new PacingFolder(folder), Key);

        await client.Users.GetMeAsync(CancellationToken.None);

        string file = Assert.Single(Directory.GetFiles(folder));
        Assert.Matches("^[0-9a-f]{32}[.]pace$", Path.GetFileName(file));
        Assert.DoesNotContain(Key, await File.ReadAllTextAsync(file));
        Assert.InRange(new FileInfo(file).Length, 1, 20_000);
        OwnerRights.AssertFile(file);
        OwnerRights.AssertFolder(folder);
        OwnerRights.AssertFolder(Path.GetDirectoryName(folder)!);
    }

    [Fact]
    public void Somebody_else_at_the_file_is_told_from_a_file_that_cannot_be_used()
    {
        var folder = new PacingFolder(_folder.Path);
        using (folder.TryOpen("count"))
        {
            Assert.Null(new PacingFolder(_folder.Path).TryOpen("count"));
            using Stream? other = folder.TryOpen("another");
            Assert.NotNull(other);
        }

        using Stream? free = folder.TryOpen("count");
        Assert.NotNull(free);
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "no folder");

        Assert.ThrowsAny<IOException>(() => new PacingFolder(Path.Combine(_folder.Path, "file")).TryOpen("count"));
    }

    [Fact]
    public void One_folder_is_one_store()
    {
        var folder = new PacingFolder(_folder.Path);

        Assert.Equal(folder, new PacingFolder(Path.Combine(_folder.Path, ".", "x", "..")));
        Assert.NotEqual(folder, new PacingFolder(Path.Combine(_folder.Path, "x")));
    }

    private static CertCentralClient Connect(IPacingStore store, string key) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(new NetworkCredential("", key).SecurePassword),
        PrimaryHandler = () => StubServer.Answering("""{"id":1}"""),
        PacingStore = store,
    });
}
