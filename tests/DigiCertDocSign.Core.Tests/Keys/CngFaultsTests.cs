using System.Security.Cryptography;
using DigiCertDocSign.Keys.Cng;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>What a key storage provider of Windows throws, as far as it can be tried without one.</summary>
public class CngFaultsTests
{
    /// <summary>The provider's codes by their names in winerror.h.</summary>
    public static TheoryData<uint, FaultKind> Codes => new()
    {
        { 0x8009000F, FaultKind.KeyLabelTaken }, // NTE_EXISTS
        { 0x80090016, FaultKind.KeyNotFound }, // NTE_BAD_KEYSET
        { 0x80090011, FaultKind.KeyNotFound }, // NTE_NOT_FOUND
        { 0x80090022, FaultKind.TokenPinMissing }, // NTE_SILENT_CONTEXT
        { 0x80090036, FaultKind.TokenPinMissing }, // NTE_USER_CANCELLED
        { 0x80090029, FaultKind.KeyAlgorithmUnavailable }, // NTE_NOT_SUPPORTED
        { 0x80090023, FaultKind.TokenFull }, // NTE_TOKEN_KEYSET_STORAGE_FULL
        { 0x8010006B, FaultKind.TokenPinWrong }, // SCARD_W_WRONG_CHV
        { 0x8010006C, FaultKind.TokenPinLocked }, // SCARD_W_CHV_BLOCKED
        { 0x8010000C, FaultKind.TokenNotFound }, // SCARD_E_NO_SMARTCARD
        { 0x80090020, FaultKind.KeyProviderUnusable }, // NTE_FAIL, as any other
    };

    /// <summary>A vendor's library may be missing, or be one of another processor.</summary>
    public static TheoryData<Exception> OfVendors =>
    [
        new CryptographicException("The device is not ready."),
        new DllNotFoundException("vendor.dll is missing."),
        new BadImageFormatException("vendor.dll is for another processor."),
        new EntryPointNotFoundException("vendor.dll has no GetKeyStorageInterface."),
        new InvalidOperationException("The vendor's own words."),
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_of_the_provider_is_a_fault_of_its_kind(uint code, FaultKind kind)
    {
        var problem = new CryptographicException(unchecked((int)code));

        Assert.True(CngFaults.IsRefusal(problem));
        DocSigningException fault = CngFaults.Of(problem, "Key mira");
        Assert.Equal(kind, fault.Kind);
        Assert.StartsWith("Key mira: ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OfVendors))]
    public void Whatever_a_vendors_library_throws_is_a_fault_of_the_provider_in_its_words(Exception problem)
    {
        Assert.True(CngFaults.IsRefusal(problem));
        DocSigningException fault = CngFaults.Of(problem, "Key mira");
        Assert.Equal(FaultKind.KeyProviderUnusable, fault.Kind);
        Assert.EndsWith(problem.Message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_ours_a_stop_and_a_lack_of_memory_stay_what_they_are()
    {
        Assert.False(CngFaults.IsRefusal(CngFaults.Of(new CryptographicException("no"), "Key mira")));
        Assert.False(CngFaults.IsRefusal(new OperationCanceledException()));
        Assert.False(CngFaults.IsRefusal(new InsufficientMemoryException()));
    }
}
