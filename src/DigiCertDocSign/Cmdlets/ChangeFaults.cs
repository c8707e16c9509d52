using System.Globalization;
using DigiCertDocSign.Following;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets;

/// <summary>Why a change is not carried out, in words.</summary>
internal static class ChangeFaults
{
    private const string Field = "InputObject";

    public static DocSigningException TooOld(ChangeInput change, DateTimeOffset made) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the comparison was made at {Utc(made)}{AsRead(change)}, more than 24 hours ago. Nothing was done.");

    public static DocSigningException OfTheFuture(ChangeInput change, DateTimeOffset made, DateTimeOffset now) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the comparison was made at {Utc(made)}{AsRead(change)}, and it is {Utc(now)}. Nothing was done.");

    public static DocSigningException OtherStatus(ChangeInput change, string was, string now) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the order was {was} when the comparison was made, and is {now}. Nothing was done.");

    public static DocSigningException OtherCertificate(ChangeInput change, long was, long? now) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the order had certificate {was} when the comparison was made, and "
        + (now is { } id ? $"has certificate {id} now. Nothing was done." : "shows none now. Nothing was done."));

    public static DocSigningException WithoutKind(ChangeInput change, string? word) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"Kind: '{word}' is no kind of change{OrderLine.For(change.Person, change.Email)}. Nothing was done.");

    public static DocSigningException WithoutTime(ChangeInput change) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: ComparedAt is missing or is no time, so that nobody can tell how old the change is. Nothing was done.");

    public static DocSigningException WithoutOrder(ChangeInput change) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: the change names no order. Nothing was done.");

    public static DocSigningException WithoutPerson(ChangeInput change) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: the change came without the object that was compared, as from a CSV file, so that title and phone are not known. "
        + "Nothing was done.");

    public static DocSigningException OfAnotherPerson(ChangeInput change, Person person) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: what came with the change reads as {FullName.WithEmail(person.GivenName, person.Surname, person.Email)}. Nothing was "
        + "done. Give the same -PropertyMap as for the comparison.");

    public static DocSigningException OfAnotherId(ChangeInput change, string meant, string found) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: the comparison knows the person by the directory id {meant}, and what came with the change has {found}. Nothing was "
        + "done. Give the same -PropertyMap as for the comparison.");

    public static DocSigningException OfAnotherAccount(ChangeInput change, string place) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: the comparison was made with another account than {place}. Nothing was done.");

    public static DocSigningException OfAnEarlierComparison(ChangeInput change, string scope) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the scope '{scope}' was compared again since, and the change is of an earlier comparison. Nothing was done.");

    public static DocSigningException OfAnotherJournal(ChangeInput change, string scope) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: the journal at hand has no comparison of the scope '{scope}', so that nobody can tell whether a later one has taken "
        + "the place of the change. Nothing was done. Compare with this journal.");

    public static DocSigningException NotKept(ChangeInput change) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: the change does not say of which comparison it is, as under -WhatIf or where columns were left out, so that nobody can "
        + "tell whether a later one has taken its place. Nothing was done.");

    /// <param name="change">The change.</param>
    /// <param name="column">What it does not say.</param>
    public static DocSigningException WithoutOrigin(ChangeInput change, string column) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: {column} is missing, so that nobody can tell which comparison it is of. Nothing was done.");

    public static DocSigningException OfAnotherOrder(ChangeInput change, string order) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: CertCentral has order {order}. Nothing was done.");

    public static DocSigningException WithoutColumn(ChangeInput change, string column) => new(
        FaultKind.ChangeUnclear,
        Field,
        $"{change}: {column} is missing, so that nobody can tell whether the order is as it was. Nothing was done.");

    public static DocSigningException NotPiped() => new(
        FaultKind.ChangeUnclear,
        "OrderId",
        "OrderId: a change of Compare-DocSigningDirectory is piped in, and not given by name. Nothing was done.");

    /// <summary>One order is given by name, and something that is not that order is piped in.</summary>
    public static DocSigningException TwoOrders() => new(
        FaultKind.TwoOrdersNamed,
        "OrderId",
        "OrderId: an order is given by name, and what is piped in is not that order. Nothing was done.");

    /// <summary>An input that is no change, and whose end is to have a reason.</summary>
    /// <param name="parameter">That is to say it.</param>
    /// <param name="what">Ends.</param>
    public static DocSigningException NoReason(string parameter, string what) => new(
        FaultKind.ReasonMissing,
        parameter,
        $"{parameter}: say why {what} ends, with -{parameter}. Nothing was done.");

    private static string AsRead(ChangeInput change) => change.ComparedAtText is { } text
        ? $" (as '{text}' reads in the culture {CultureName})"
        : "";

    private static string CultureName => CultureInfo.CurrentCulture.Name is { Length: > 0 } name ? name : "of all";

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
