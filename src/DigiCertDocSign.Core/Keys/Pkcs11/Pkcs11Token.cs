using System.Globalization;
using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Storage;
using DigiCertDocSign.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>One token, found by what a URI says of it. Holds its module open.</summary>
internal sealed class Pkcs11Token : IDisposable
{
    private readonly Pkcs11Module _module;
    private readonly object _gate = new();
    private Pkcs11RunLock? _run;
    private bool _isClosed;

    private Pkcs11Token(Pkcs11Module module, ISlot slot, ITokenInfo info, Pkcs11Uri uri) =>
        (_module, Slot, Info, Uri) = (module, slot, info, uri);

    public ISlot Slot { get; }

    /// <summary>What the token said when it was found; its flags and counts may have changed since.</summary>
    public ITokenInfo Info { get; }

    /// <summary>The token alone, with module, label and serial.</summary>
    public Pkcs11Uri Uri { get; }

    /// <summary>What the module says of itself.</summary>
    public ILibraryInfo LibraryInfo => _module.Library.GetInfo();

    public Pkcs11Module Module => _module;

    /// <summary>The token's name in messages.</summary>
    public string Name => $"The token '{Uri.Token}' (serial {Uri.Serial})";

    /// <summary>Opens the module and finds the token.</summary>
    /// <exception cref="DocSigningException">TokenModuleUnusable, TokenNotFound, TokenAmbiguous or TokenFault.</exception>
    public static Pkcs11Token Find(Pkcs11Uri wanted)
    {
        string path = Pkcs11ModulePath.Of(wanted);
        var module = Pkcs11Module.Open(path);
        try
        {
            return Find(module, path, wanted);
        }
        catch (Exception problem)
        {
            module.Dispose();
            if (Pkcs11Faults.IsOne(problem))
            {
                throw Pkcs11Faults.Of(problem, $"The module {path}");
            }

            throw;
        }
    }

    /// <summary>Prevents other runs from making keys on the token until this object is disposed of.</summary>
    /// <exception cref="DocSigningException">TokenBusy.</exception>
    public Pkcs11RunLock LockRun()
    {
        lock (_gate)
        {
            return _isClosed ? throw new ObjectDisposedException(nameof(Pkcs11Token)) : _run ??= Pkcs11RunLock.Take(this);
        }
    }

    /// <summary>Each initialized token that the module shows.</summary>
    public static (ISlot Slot, ITokenInfo Info)[] AllOf(Pkcs11Module module) =>
    [
        .. module.Library.GetSlotList(SlotsType.WithTokenPresent)
            .Select(slot => (Slot: slot, Info: TryInfo(slot)))
            .Where(found => found.Info is { TokenFlags.TokenInitialized: true })
            .Select(found => (found.Slot, found.Info!)),
    ];

    /// <summary>A text as it was given: the module pads it with blanks (section 3.2 of the standard).</summary>
    public static string Text(string padded) => padded.TrimEnd(' ', '\0');

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _run?.Dispose();
            _module.Dispose();
        }
    }

    private static Pkcs11Token Find(Pkcs11Module module, string path, Pkcs11Uri wanted)
    {
        (ISlot Slot, ITokenInfo Info)[] there = AllOf(module);
        (ISlot Slot, ITokenInfo Info)[] fitting = [.. there.Where(found => Fits(found.Info, wanted))];
        if (fitting.Length == 1)
        {
            (ISlot slot, ITokenInfo info) = fitting[0];
            return new Pkcs11Token(
                module, slot, info, new Pkcs11Uri { Token = Text(info.Label), Serial = Text(info.SerialNumber), ModulePath = path });
        }

        throw fitting.Length == 0
            ? Pkcs11Faults.TokenNotFound(wanted, path, List(there, wanted))
            : Pkcs11Faults.TokenAmbiguous(wanted, path, fitting.Length, List(fitting, wanted));
    }

    // A slot whose token the user pulls out at this moment counts as empty.
    private static ITokenInfo? TryInfo(ISlot slot)
    {
        try
        {
            return slot.GetTokenInfo();
        }
        catch (Pkcs11Exception problem)
            when (problem.RV is CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_TOKEN_NOT_RECOGNIZED or CKR.CKR_DEVICE_REMOVED)
        {
            return null;
        }
    }

    private static bool Fits(ITokenInfo info, Pkcs11Uri wanted) =>
        Fits(info.Label, wanted.Token)
        && Fits(info.SerialNumber, wanted.Serial)
        && Fits(info.ManufacturerId, wanted.Manufacturer)
        && Fits(info.Model, wanted.Model);

    private static bool Fits(string actual, string? wanted) => wanted is null || Text(actual) == wanted.TrimEnd();

    private static string List((ISlot Slot, ITokenInfo Info)[] tokens, Pkcs11Uri wanted) => tokens.Length == 0
        ? "It shows none at all."
        : $"It shows: {string.Join(", ", tokens.Select(token => Describe(token.Info, wanted)))}.";

    private static string Describe(ITokenInfo info, Pkcs11Uri wanted)
    {
        string label = Text(info.Label);
        bool onlyLooksSo = wanted.Token?.TrimEnd() is { } asked && label != asked && Looks(label) == Looks(asked);
        string remark = onlyLooksSo ? ", which reads the same and is written with other characters" : "";
        return $"'{label}' (serial {Text(info.SerialNumber)}{remark})";
    }

    /// <summary>What a reader sees of a text: its marks in one form, and nothing of what is not shown.</summary>
    private static string Looks(string text) => new(
        [
            .. UnicodeText.Compose(text)
                .Where(character => !char.IsControl(character) && CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.Format)
                .Select(character => char.IsWhiteSpace(character) ? ' ' : character),
        ]);
}

/// <summary>The tokens that a library shows, for completion at the prompt.</summary>
public static class Pkcs11Tokens
{
    /// <summary>Label and serial number of each token; nobody logs in.</summary>
    /// <exception cref="DocSigningException">TokenModuleUnusable or TokenFault.</exception>
    public static IReadOnlyList<(string Label, string Serial)> At(string modulePath)
    {
        using var module = Pkcs11Module.Open(modulePath);
        try
        {
            return
            [
                .. Pkcs11Token.AllOf(module)
                    .Select(token => (Pkcs11Token.Text(token.Info.Label), Pkcs11Token.Text(token.Info.SerialNumber))),
            ];
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            throw Pkcs11Faults.Of(problem, $"The module {modulePath}");
        }
    }
}

/// <summary>
/// Lets one run of a user on this machine make keys on a token at a time. A run reads only once which keys are there, so two runs at once
/// would each make one for the same person. The system frees the lock when the process ends, however it ends.
/// </summary>
internal sealed class Pkcs11RunLock : IDisposable
{
    private const string Folder = "tokens";

    private readonly FileStream? _held;

    private Pkcs11RunLock(FileStream? held, string? warning) => (_held, Warning) = (held, warning);

    /// <summary>What to tell the user when this machine has no place for a lock, so that there is none; null when there is one.</summary>
    public string? Warning { get; }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="DocSigningException">TokenBusy: another run has it.</exception>
    public static Pkcs11RunLock Take(Pkcs11Token token)
    {
        if (StateFolder.PathOrNull is not { } folder)
        {
            return Without(token, "this account has no home folder.");
        }

        try
        {
            return new Pkcs11RunLock(HeldFile.TryOpen(PathFor(token.Uri, folder)) ?? throw Pkcs11Faults.TokenBusy(token.Name), null);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // Keys are made all the same: two runs rarely meet, and a run that is alone must not fail for that.
            return Without(token, problem.Message);
        }
    }

    public void Dispose() => _held?.Dispose();

    // By the serial number: it stays when the token gets another label, and nearly every module shows the same one.
    private static string PathFor(Pkcs11Uri token, string folder)
    {
        byte[] name = Encoding.UTF8.GetBytes(token.Serial is { Length: > 0 } serial ? serial : token.Token ?? "");
        return Path.Combine(folder, Folder, Digest.Sha256(name) + ".lock");
    }

    private static Pkcs11RunLock Without(Pkcs11Token token, string why) => new(
        null,
        $"{token.Name}: no lock keeps a second run from making keys on it at the same time: {why} See to it that only one runs at a time; "
            + "else a person gets two keys.");
}
