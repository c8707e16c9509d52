using System.Globalization;
using System.Management.Automation;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
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

    /// <summary>ComparedAt, where it is a text that another culture may have written; null where it is a time.</summary>
    internal string? ComparedAtText => Value(nameof(DirectoryChange.ComparedAt)) as string;

    internal string? Person => Text(nameof(DirectoryChange.Person));

    internal string? Email => Text(nameof(DirectoryChange.Email));

    private long? AccountId => Number(nameof(DirectoryChange.AccountId));

    private bool? IsSandbox => bool.TryParse(Text(nameof(DirectoryChange.IsSandbox)), out bool told) ? told : null;

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

    /// <summary>The change says all that it is judged by, and is of this day.</summary>
    /// <exception cref="DocSigningException">ChangeOutdated or ChangeUnclear.</exception>
    public void RequireWhole(PresentMoment now)
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

    /// <summary>The comparison was made with the account that the command is connected to.</summary>
    /// <exception cref="DocSigningException">ChangeUnclear: with another one, or the change does not say.</exception>
    public void RequireAccount(DocSigningConnection target)
    {
        if (AccountId is null || IsSandbox is null)
        {
            throw ChangeFaults.WithoutOrigin(
                this, AccountId is null ? nameof(DirectoryChange.AccountId) : nameof(DirectoryChange.IsSandbox));
        }

        if (!IsOf(target))
        {
            throw ChangeFaults.OfAnotherAccount(this, target.Place);
        }
    }

    /// <summary>The comparison was made with the account of a connection.</summary>
    public bool IsOf(DocSigningConnection target) => IsSandbox == target.IsSandbox && AccountId == target.AccountId;

    /// <summary>No later comparison of its scope has taken its place, as the journal knows.</summary>
    /// <param name="scopes">What the journal has of all scopes.</param>
    /// <param name="now">The present.</param>
    /// <param name="isTrial">Nothing is carried out, so that what a comparison under -WhatIf has found may be rehearsed.</param>
    /// <exception cref="DocSigningException">ChangeOutdated, or ChangeUnclear where nobody can tell.</exception>
    public void RequireLast(IReadOnlyList<ScopeMemory> scopes, PresentMoment now, bool isTrial)
    {
        string scope = Scope ?? throw ChangeFaults.WithoutOrigin(this, nameof(DirectoryChange.Scope));
        if (Comparison is not { } comparison)
        {
            if (isTrial)
            {
                return;
            }

            throw ChangeFaults.NotKept(this);
        }

        string key = ScopeMemory.KeyOf(scope);
        ScopeMemory last = scopes.FirstOrDefault(memory => memory.Key == key) ?? throw ChangeFaults.OfAnotherJournal(this, scope);
        if (last.Comparisons != comparison)
        {
            throw ChangeFaults.OfAnEarlierComparison(this, scope);
        }

        // In a table, 11/3 is a day of November here and of March there. The journal knows which.
        if (now.Latest - last.ComparedAt > MostAge)
        {
            throw ChangeFaults.TooOld(this, last.ComparedAt);
        }
    }

    /// <summary>The order is as it was when the comparison was made, and is that of the person whom the change names.</summary>
    /// <exception cref="DocSigningException">ChangeOutdated or ChangeUnclear.</exception>
    public void RequireUnchanged(SigningOrder order)
    {
        // A table of changes may have lost columns, or have been edited. And where no list has shown which certificate the order had,
        // a reissue since may have put another one in its place.
        bool isRow = _piped.BaseObject is not DirectoryChange;
        bool ends = Kind is DirectoryChangeKind.Revoke or DirectoryChangeKind.Cancel;
        if ((isRow && Status is null) || (Kind == DirectoryChangeKind.Revoke && CertificateId is null))
        {
            throw ChangeFaults.WithoutColumn(
                this, isRow && Status is null ? nameof(DirectoryChange.Status) : nameof(DirectoryChange.CertificateId));
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
