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

    /// <summary>As it was when the token was found; flags and counts may have changed since.</summary>
    public ITokenInfo Info { get; }

    /// <summary>The token alone, with module, label and serial.</summary>
    public Pkcs11Uri Uri { get; }

    public ILibraryInfo LibraryInfo => _module.Library.GetInfo();

    public Pkcs11Module Module => _module;

    /// <summary>How the token is called in messages.</summary>
    public string Name => $"The token '{Uri.Token}' (serial {Uri.Serial})";

    /// <exception cref="DocSigningException">TokenModuleUnusable, TokenNotFound, TokenAmbiguous or TokenFault.</exception>
    public static Pkcs11Token Find(Pkcs11Uri wanted)
    {
        string path = Pkcs11ModulePath.Of(wanted);
        Pkcs11Module module = Pkcs11Module.Open(path);
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

    /// <summary>Has no other run make keys on the token as long as this one has it open.</summary>
    /// <exception cref="DocSigningException">TokenBusy.</exception>
    public Pkcs11RunLock LockRun()
    {
        lock (_gate)
        {
            return _isClosed ? throw new ObjectDisposedException(nameof(Pkcs11Token)) : _run ??= Pkcs11RunLock.Take(this);
        }
    }

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
        (ISlot Slot, ITokenInfo Info)[] there =
        [
            .. module.Library.GetSlotList(SlotsType.WithTokenPresent)
                .Select(slot => (Slot: slot, Info: TryInfo(slot)))
                .Where(found => found.Info is { TokenFlags.TokenInitialized: true })
                .Select(found => (found.Slot, found.Info!)),
        ];
        (ISlot Slot, ITokenInfo Info)[] fitting = [.. there.Where(found => Fits(found.Info, wanted))];
        if (fitting.Length == 1)
        {
            (ISlot slot, ITokenInfo info) = fitting[0];
            return new Pkcs11Token(module, slot, info, new Pkcs11Uri { Token = Text(info.Label), Serial = Text(info.SerialNumber), ModulePath = path });
        }

        string asked = wanted.Serial is null ? $"the label '{wanted.Token}'" : $"the serial number '{wanted.Serial}'";
        throw fitting.Length == 0
            ? new DocSigningException(
                FaultKind.TokenNotFound,
                wanted.Serial is null ? Pkcs11Faults.TokenField : "TokenSerial",
                $"The module {path} shows no token with {asked}. {List(there)} Name one of them, or connect the token.")
            : new DocSigningException(
                FaultKind.TokenAmbiguous,
                Pkcs11Faults.TokenField,
                $"The module {path} shows {fitting.Length} tokens with {asked}. {List(fitting)} Name the right one with -TokenSerial.");
    }

    // A slot whose token is drawn out in this moment is as good as empty.
    private static ITokenInfo? TryInfo(ISlot slot)
    {
        try
        {
            return slot.GetTokenInfo();
        }
        catch (Pkcs11Exception problem) when (problem.RV is CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_TOKEN_NOT_RECOGNIZED or CKR.CKR_DEVICE_REMOVED)
        {
            return null;
        }
    }

    private static bool Fits(ITokenInfo info, Pkcs11Uri wanted) =>
        Fits(info.Label, wanted.Token) && Fits(info.SerialNumber, wanted.Serial) && Fits(info.ManufacturerId, wanted.Manufacturer) && Fits(info.Model, wanted.Model);

    // The module pads its texts with blanks (section 3.2 of the standard).
    private static bool Fits(string actual, string? wanted) => wanted is null || Text(actual) == wanted.TrimEnd();

    private static string Text(string padded) => padded.TrimEnd(' ', '\0');

    private static string List((ISlot Slot, ITokenInfo Info)[] tokens) => tokens.Length == 0
        ? "It shows none at all."
        : $"It shows: {string.Join(", ", tokens.Select(token => $"'{Text(token.Info.Label)}' (serial {Text(token.Info.SerialNumber)})"))}.";
}
