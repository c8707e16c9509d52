using System.Collections;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.People;

/// <summary>The directory's own id, by which one person is told from another of the same name: one text, wherever it is read.</summary>
public class DirectoryIdTests
{
    private const string Guid1 = "8f1c2d3e-4a5b-4c6d-8e7f-001122334455";
    private const string Sid = "S-1-5-21-3623811015-3361044348-30300820-1013";

    private static readonly byte[] SidBytes =
        [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 199, 247, 254, 215, 124, 119, 85, 200, 148, 90, 206, 1, 245, 3, 0, 0];

    public static TheoryData<string, object, string> Ids() => new()
    {
        { "ObjectGUID", new Guid(Guid1), Guid1 },
        { "objectGUID", new Guid(Guid1).ToByteArray(), Guid1 },
        { "objectGUID", new ArrayList { new Guid(Guid1).ToByteArray() }, Guid1 },
        { "ObjectGuid", "{" + Guid1.ToUpperInvariant() + "}", Guid1 },
        { "Id", Guid1.ToUpperInvariant(), Guid1 },
        { "ObjectId", Guid1, Guid1 },
        { "ExternalDirectoryObjectId", Guid1, Guid1 },
        { "SID", Sid.ToLowerInvariant(), Sid },
        { "SID", new ListedSource("Deserialized.System.Security.Principal.SecurityIdentifier", ("Value", Sid)), Sid },
        { "objectSid", SidBytes, Sid },
        { "DirectoryId", "E-4711", "E-4711" },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_directory_gives_the_id_in_one_form(string property, object value, string id) =>
        Assert.Equal(id, Resolve((property, value)).DirectoryId);

    [Theory]
    [InlineData("Id", "4711")]
    [InlineData("Id", 4711)]
    [InlineData("Id", "fjordlab.example/Users/Mira Berg")]
    [InlineData("Id", "00000000-0000-0000-0000-000000000000")]
    [InlineData("Id", "12345678901234567890123456789012")]
    [InlineData("objectGUID", "System.Byte[]")]
    [InlineData("SID", "S-1-")]
    [InlineData("EmployeeID", Guid1)]
    public void What_is_no_id_of_a_directory_is_left_alone(string property, object value)
    {
        PersonResolution resolution = Resolve((property, value));
        Assert.Null(resolution.DirectoryId);
        Assert.Empty(resolution.Warnings);
    }

    [Fact]
    public void The_guid_goes_before_the_sid_and_a_mapped_property_before_both()
    {
        (string, object?)[] all = [("SID", Sid), ("ObjectGUID", new Guid(Guid1)), ("EmployeeID", 4711)];
        Assert.Equal(Guid1, Resolve(all).DirectoryId);
        Assert.Equal("4711", Resolve("EmployeeID", all).DirectoryId);
        Assert.Null(Resolve("Badge", all).DirectoryId);
        Assert.Contains("'Badge', and there is none", Assert.Single(Resolve("Badge", all).Warnings), StringComparison.Ordinal);
    }

    private static PersonResolution Resolve(params (string, object?)[] others) => Resolve(null, others);

    private static PersonResolution Resolve(string? mapped, params (string, object?)[] others)
    {
        Dictionary<string, string>? map = mapped is null ? null : new() { ["directory_id"] = mapped };
        PersonResolution resolution = new PersonResolver(map).Resolve(new ListedSource(
            "PSCustomObject",
            [
                ("GivenName", "Mira"), ("Surname", "Berg"), ("JobTitle", "Contract Manager"), ("Phone", "+47 55"),
                ("Email", "mira@fjordlab.example"), .. others,
            ]));
        Assert.NotNull(resolution.Person);
        return resolution;
    }
}
