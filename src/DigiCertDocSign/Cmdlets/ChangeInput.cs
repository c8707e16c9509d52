using System.Globalization;
using System.Management.Automation;
using DigiCertDocSign.Following;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Cmdlets;

/// <summary>
/// A change of Compare-DocSigningDirectory that is piped into a cmdlet. It is known by its properties and not by its type: lists of changes
/// come back from files, and New-DocSigningCsr adds them to what it gives for a change, so that the next cmdlet takes it.
/// </summary>
internal sealed class ChangeInput
{
    private static readonly TimeSpan MostAge = TimeSpan.FromHours(24);

    // Of another machine, whose clock need not be equal.
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    private static readonly string[] Carried =
    [
        nameof(DirectoryChange.Kind), nameof(DirectoryChange.OrderId), nameof(DirectoryChange.Status),
        nameof(DirectoryChange.CertificateId), nameof(DirectoryChange.Scope), nameof(DirectoryChange.ComparedAt),
        nameof(DirectoryChange.AccountId), nameof(DirectoryChange.IsSandbox), nameof(DirectoryChange.Comparison),
    ];

    private readonly PSObject _piped;
    private readonly IPersonSource _properties;

    private ChangeInput(PSObject piped, IPersonSource properties) => (_piped, _properties) = (piped, properties);

    /// <summary>Null: it cannot be read.</summary>
    public DirectoryChangeKind? Kind => KindOf(_properties);

    public long? OrderId => Number(nameof(DirectoryChange.OrderId));

    /// <summary>Why, in a sentence; null where the change does not say it.</summary>
    public string? Reason => Text(nameof(DirectoryChange.Reason));

    /// <summary>Null where the change does not say it.</summary>
    public RevocationReason? RevocationReason =>
        Text(nameof(DirectoryChange.RevocationReason)) is { } text
        && LanguagePrimitives.TryConvertTo(text, out RevocationReason reason)
            ? reason
            : null;

    /// <summary>The directory's own id of the person; null when it is not known.</summary>
    public string? DirectoryId => Text(nameof(DirectoryChange.DirectoryId));

    /// <summary>The name of the list that was compared.</summary>
    public string? Scope => Text(nameof(DirectoryChange.Scope));

    /// <summary>Which comparison of the scope it was; null where nothing was kept of it.</summary>
    public long? Comparison => Number(nameof(DirectoryChange.Comparison));

    internal string? Person => Text(nameof(DirectoryChange.Person));

    internal string? Email => Text(nameof(DirectoryChange.Email));

    private string? Status => Text(nameof(DirectoryChange.Status));

    private long? CertificateId => Number(nameof(DirectoryChange.CertificateId));

    /// <summary>The change that an object is; null for any other object.</summary>
    public static ChangeInput? Of(object? piped)
    {
        if (piped is null)
        {
            return null;
        }

        var wrapped = PSObject.AsPSObject(piped);
        IPersonSource properties = PSObjectPersonSource.Of(wrapped)!;
        if (!properties.TryGetValue(nameof(DirectoryChange.Kind), out object? kind))
        {
            return null;
        }

        bool isWhole = Has(properties, nameof(DirectoryChange.Scope)) && Has(properties, nameof(DirectoryChange.ComparedAt));

        // Columns may have been left out on the way. An order's entry of the journal has a kind too, and it says Order.
        bool isPart = wrapped.BaseObject.GetType().Assembly != typeof(OrderIntent).Assembly
            && KindOf(properties) is not (null or DirectoryChangeKind.Order)
            && (kind is string || Has(properties, nameof(DirectoryChange.OrderId)));
        return isWhole || isPart ? new ChangeInput(wrapped, properties) : null;
    }

    /// <summary>Takes what is no change, and the changes that the cmdlet carries out; the others it leaves to the next.</summary>
    /// <param name="cmdlet">Says with -Verbose what it leaves.</param>
    /// <param name="piped">The input.</param>
    /// <param name="now">By both clocks; asked for when there is a change.</param>
    /// <param name="change">Null for an input that is none.</param>
    /// <param name="kinds">What the cmdlet carries out.</param>
    /// <returns>False: it is left.</returns>
    /// <exception cref="DocSigningException">ChangeOutdated or ChangeUnclear.</exception>
    public static bool TryTake(
        DocSigningCmdlet cmdlet, object? piped, Func<PresentMoment> now, out ChangeInput? change, params DirectoryChangeKind[] kinds)
    {
        change = Of(piped);
        if (change?.Kind is { } kind && !kinds.Contains(kind))
        {
            cmdlet.LeaveOut();
            cmdlet.WriteVerbose($"Left to another command: {change}.");
            return false;
        }

        change?.Require(now());
        return true;
    }

    /// <summary>Where the person of the change is read: the object that was compared, or what New-DocSigningCsr has made of it.</summary>
    /// <exception cref="DocSigningException">ChangeUnclear: neither is there, as after a CSV file.</exception>
    public IPersonSource RequirePerson()
    {
        _properties.TryGetValue(nameof(DirectoryChange.InputObject), out object? compared);
        return compared switch
        {
            IPersonSource nested => nested,
            null or string => Has(_properties, nameof(SigningCsr.GivenName)) && Has(_properties, nameof(SigningCsr.Surname))
                ? _properties
                : throw ChangeFaults.WithoutPerson(this),
            _ => PSObjectPersonSource.Of(PSObject.AsPSObject(compared))!,
        };
    }

    /// <summary>The person that was read is the one of the change.</summary>
    /// <exception cref="DocSigningException">ChangeUnclear: another mapping, or an edited row, makes another person of it.</exception>
    public void RequireSame(Person person)
    {
        bool isOther = (Email is { } email && !EmailAddress.AreSame(email, person.Email))
            || (Person is { } name && !string.Equals(name, person.Name, StringComparison.OrdinalIgnoreCase));
        if (isOther)
        {
            throw ChangeFaults.OfAnotherPerson(this, person);
        }
    }

    /// <summary>The comparison was made with the account that the command is connected to.</summary>
    /// <exception cref="DocSigningException">ChangeUnclear.</exception>
    public void RequireAccount(DocSigningConnection target)
    {
        bool isOther = Number(nameof(DirectoryChange.AccountId)) is { } account && target.AccountId is { } own && account != own;
        bool isElsewhere = bool.TryParse(Text(nameof(DirectoryChange.IsSandbox)), out bool isSandbox) && isSandbox != target.IsSandbox;
        if (isOther || isElsewhere)
        {
            throw ChangeFaults.OfAnotherAccount(this, target.Place);
        }
    }

    /// <summary>The order is as it was when the comparison was made, and is that of the person whom the change names.</summary>
    /// <exception cref="DocSigningException">ChangeOutdated or ChangeUnclear.</exception>
    public void RequireUnchanged(SigningOrder order)
    {
        // A table of changes may have lost columns, or have been edited.
        bool isRow = _piped.BaseObject is not DirectoryChange;
        bool ends = Kind is DirectoryChangeKind.Revoke or DirectoryChangeKind.Cancel;
        if (isRow && (Status is null || (Kind == DirectoryChangeKind.Revoke && CertificateId is null)))
        {
            throw ChangeFaults.WithoutColumn(
                this, Status is null ? nameof(DirectoryChange.Status) : nameof(DirectoryChange.CertificateId));
        }

        if (ends && RevocationReason != DigiCertDocSign.RevocationReason.Superseded && IsOfAnother(order))
        {
            throw ChangeFaults.OfAnotherOrder(this, OrderLine.Whose(order));
        }

        if (Status is { } status && !string.Equals(status, order.Status, StringComparison.OrdinalIgnoreCase))
        {
            throw ChangeFaults.OtherStatus(this, status, order.Status);
        }

        if (CertificateId is { } certificate && order.CertificateId != certificate)
        {
            throw ChangeFaults.OtherCertificate(this, certificate, order.CertificateId);
        }
    }

    /// <summary>Where no address tells, the name does.</summary>
    private bool IsOfAnother(SigningOrder order) => Email is { } email && order.Email is { } shown
        ? !EmailAddress.AreSame(email, shown)
        : Person is { } name && order.Surname is { } surname && name.IndexOf(surname, StringComparison.OrdinalIgnoreCase) < 0;

    /// <summary>The change goes on with what was made for it.</summary>
    public PSObject AddTo(object made)
    {
        var output = PSObject.AsPSObject(made);
        foreach (string name in Carried)
        {
            output.Properties.Add(new PSNoteProperty(name, _piped.Properties[name]?.Value ?? Value(name)));
        }

        return output;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string kind = Kind?.ToString() ?? "?";
        return OrderId is { } order ? $"{kind} order {OrderLine.Whose(order, Person, Email)}" : kind + OrderLine.For(Person, Email);
    }

    private void Require(PresentMoment now)
    {
        if (Kind is null)
        {
            throw ChangeFaults.WithoutKind(this, Text(nameof(DirectoryChange.Kind)));
        }

        if (ComparedAt() is not { } made)
        {
            throw ChangeFaults.WithoutTime(this);
        }

        if (now.Latest - made > MostAge)
        {
            throw ChangeFaults.TooOld(this, made);
        }

        if (made - now.Latest > MostAhead)
        {
            throw ChangeFaults.OfTheFuture(this, made, now.Latest);
        }

        if (Kind is not (DirectoryChangeKind.Order or DirectoryChangeKind.Keep or DirectoryChangeKind.Look) && OrderId is null)
        {
            throw ChangeFaults.WithoutOrder(this);
        }
    }

    /// <summary>In whatever shape a file has left it. Where that does not say which time zone, it is UTC, as it was.</summary>
    private DateTimeOffset? ComparedAt()
    {
        object? value = Value(nameof(DirectoryChange.ComparedAt));
        return (value is IPersonSource parts && parts.TryGetValue(nameof(DateTimeOffset.UtcDateTime), out object? utc) ? utc : value) switch
        {
            DateTimeOffset moment => moment,
            DateTime { Kind: DateTimeKind.Local } local => new DateTimeOffset(local),
            DateTime day => new DateTimeOffset(DateTime.SpecifyKind(day, DateTimeKind.Utc)),
            string text => Moment(text, CultureInfo.CurrentCulture) ?? Moment(text, CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    private static DateTimeOffset? Moment(string text, CultureInfo culture) =>
        DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;

    private static DirectoryChangeKind? KindOf(IPersonSource properties) =>
        properties.TryGetValue(nameof(DirectoryChange.Kind), out object? value)
        && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out DirectoryChangeKind kind)
            ? kind
            : null;

    private static bool Has(IPersonSource properties, string name) => properties.TryGetValue(name, out _);

    private object? Value(string name) => _properties.TryGetValue(name, out object? value) ? value : null;

    private string? Text(string name) =>
        Value(name) is { } value and not IPersonSource && LanguagePrimitives.ConvertTo<string>(value) is { } text
        && !string.IsNullOrWhiteSpace(text)
            ? text.Trim()
            : null;

    private long? Number(string name) =>
        Text(name) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number
            : null;
}

/// <summary>Why a change is not carried out, in words.</summary>
internal static class ChangeFaults
{
    private const string Field = "InputObject";

    public static DocSigningException TooOld(ChangeInput change, DateTimeOffset made) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the comparison was made at {Utc(made)}, more than 24 hours ago. Nothing was done.");

    public static DocSigningException OfTheFuture(ChangeInput change, DateTimeOffset made, DateTimeOffset now) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the comparison was made at {Utc(made)}, and it is {Utc(now)}. Nothing was done.");

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

    public static DocSigningException OfAnEarlierComparison(ChangeInput change, string scope, DateTimeOffset last) => new(
        FaultKind.ChangeOutdated,
        Field,
        $"{change}: the scope '{scope}' was compared again at {Utc(last)}, and the change is of an earlier comparison. Nothing was done.");

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

    /// <summary>An input that is no change, and whose end is to have a reason.</summary>
    /// <param name="parameter">That is to say it.</param>
    /// <param name="what">Ends.</param>
    public static DocSigningException NoReason(string parameter, string what) => new(
        FaultKind.ReasonMissing,
        parameter,
        $"{parameter}: say why {what} ends, with -{parameter}. Nothing was done.");

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
