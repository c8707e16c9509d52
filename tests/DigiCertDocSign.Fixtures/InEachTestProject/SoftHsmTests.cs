namespace DigiCertDocSign.Fixtures;

/// <summary>The library has one state per process: tests that use it run one after the other.</summary>
[CollectionDefinition(nameof(SoftHsm), DisableParallelization = true)]
public sealed class SoftHsmTests : ICollectionFixture<SoftHsm>;
