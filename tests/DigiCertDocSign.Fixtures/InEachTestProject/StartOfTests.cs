using System.Runtime.CompilerServices;

namespace DigiCertDocSign.Fixtures;

/// <summary>The runtime calls this before the first test.</summary>
internal static class StartOfTests
{
    [ModuleInitializer]
    internal static void MoveState() => StateOfTests.MoveState();
}
