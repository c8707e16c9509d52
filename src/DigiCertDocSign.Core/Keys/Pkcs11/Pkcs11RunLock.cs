using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// One run of a user on this machine makes keys on a token at a time. Which keys are there is read once per run, so two at once would
/// each make one for the same person. The system gives the lock back when the process ends, however it ends.
/// </summary>
internal sealed class Pkcs11RunLock : IDisposable
{
    private const string Folder = "tokens";

    private readonly FileStream? _held;

    private Pkcs11RunLock(FileStream? held, string? warning) => (_held, Warning) = (held, warning);

    /// <summary>What to tell where this machine has no place for a lock, so that there is none; null when all is well.</summary>
    public string? Warning { get; }

    /// <exception cref="DocSigningException">TokenBusy: another run has it.</exception>
    public static Pkcs11RunLock Take(Pkcs11Token token)
    {
        if (StateFolder.PathOrNull is not { } folder)
        {
            return Without(token, "this account has no home folder.");
        }

        try
        {
            return new Pkcs11RunLock(HeldFile.TryOpen(PathFor(token.Uri, folder)) ?? throw Busy(token), null);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // Keys are made all the same: that two runs meet is rare, and one that is alone must not fail for it.
            return Without(token, problem.Message);
        }
    }

    public void Dispose() => _held?.Dispose();

    // By the serial number: it stays when the token gets another label, and mostly the same through every module.
    private static string PathFor(Pkcs11Uri token, string folder)
    {
        byte[] name = Encoding.UTF8.GetBytes(token.Serial is { Length: > 0 } serial ? serial : token.Token ?? "");
        return Path.Combine(folder, Folder, Hex.Of(HashValue.Of(name, SignatureHash.Sha256)) + ".lock");
    }

    private static Pkcs11RunLock Without(Pkcs11Token token, string why) => new(
        null, $"{token.Name}: no lock keeps a second run from making keys on it at the same time: {why} See to it that only one runs at a time; else a person gets two keys.");

    private static DocSigningException Busy(Pkcs11Token token) => new(
        FaultKind.TokenBusy,
        Pkcs11Faults.TokenField,
        $"{token.Name} is in use: another run of this user on this machine is making keys on it, and two at once would make two keys for one person. Wait until it has ended, or stop it, and run the command again: keys already made are taken up.");
}
