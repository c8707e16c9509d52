namespace CertCentral.Sandbox.Account;

/// <summary>What never changes in a sandbox: the ids, names and prices of its one product, and of what belongs to it.</summary>
internal static class Catalogue
{
    public const string ProductNameId = "ds_org_individual";
    public const string ProductName = "Document Signing for Employee";
    public const string ProductType = "document_signing";
    public const string IntermediateId = "7A61C0FFEE12D455";
    public const string IntermediateName = "Sandbox Document Signing CA";
    public const string RootName = "Sandbox Root";
    public const string Currency = "USD";
    public const long AccountId = 2140077;
    public const long KeyOwnerId = 880145;
    public const long ApproverId = 880190;
    public const long MainContainerId = 44120;
    public const string NothingWasBought = "Sandbox: nothing was bought.";

    /// <summary>Containers by id.</summary>
    public static IReadOnlyDictionary<long, string> Containers { get; } = new Dictionary<long, string>
    {
        [MainContainerId] = "Fjordlab AS",
        [44131] = "Fjordlab Drift",
    };

    /// <summary>Server platforms by id.</summary>
    public static IReadOnlyDictionary<long, string> ServerPlatforms { get; } = new Dictionary<long, string>
    {
        [-1] = "OTHER",
        [2] = "Apache",
        [29] = "PEM",
        [40] = "Microsoft IIS 7",
    };

    /// <summary>The price in US dollars for a validity of so many years. A part of a year counts as a whole one.</summary>
    public static decimal PriceFor(int years) => years switch
    {
        1 => 489m,
        2 => 929m,
        _ => 1_320m,
    };
}
