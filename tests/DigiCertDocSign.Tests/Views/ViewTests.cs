using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigiCertDocSign.Tests.Conventions;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Views;

/// <summary>Each output type has a table that fits 120 columns and a list that shows all of it, seen on real objects.</summary>
public sealed class ViewTests : IDisposable
{
    private const int Columns = 120;

    private static readonly string FormatFile = Path.Combine(Repository.Root, "module", "DigiCertDocSign.Format.ps1xml");

    private static readonly XDocument Format = XDocument.Load(FormatFile);

    private readonly string _folder = Directory.CreateTempSubdirectory("views").FullName;
    private readonly ModuleSession _session = new();

    public static TheoryData<string> OutputTypes => [.. ModuleCmdlets.OutputTypes.Select(type => type.FullName!)];

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(OutputTypes))]
    public void An_output_type_has_a_table_of_at_most_six_columns_and_a_list_of_everything(string typeName)
    {
        Type type = ModuleCmdlets.OutputTypes.Single(output => output.FullName == typeName);
        XElement table = Assert.Single(ViewsOf(typeName, "TableControl"));
        XElement list = Assert.Single(ViewsOf(typeName, "ListControl"));
        string[] properties = [.. PropertiesOf(type)];

        Assert.InRange(table.Descendants("TableColumnHeader").Count(), 2, 6);
        Assert.Equal(table.Descendants("TableColumnHeader").Count(), table.Descendants("TableColumnItem").Count());
        Assert.Subset(properties.ToHashSet(), table.Descendants("PropertyName").Select(name => name.Value).ToHashSet());
        Assert.Subset(properties.ToHashSet(), table.Descendants("Label").Select(label => label.Value).ToHashSet());
        Assert.Equal(properties.Intersect(["GivenName", "CommonName", "Email"]).Any(), properties.Contains("Person"));
        Assert.Equal(properties.Order(StringComparer.Ordinal), ListedIn(list).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_table_fits_120_columns_with_all_its_columns()
    {
        foreach (PSObject[] objects in Objects().GroupBy(TypeNameOf).Select(same => same.ToArray()))
        {
            string typeName = TypeNameOf(objects[0]);
            IEnumerable<string> headers = Assert.Single(ViewsOf(typeName, "TableControl"))
                .Descendants("TableColumnHeader")
                .Select(header => header.Element("Label")!.Value);
            _session.Host.TakeText();

            _session.Run("$objects | Out-Host", ("objects", objects)).Clean();

            string[] lines = Plain(_session.Host.TakeText()).Split('\n');
            string header = lines.First(line => line.Trim().Length > 0);
            Assert.All(lines, line => Assert.True(line.TrimEnd('\r').Length <= Columns, $"{typeName}: {line}"));
            Assert.Equal(headers, header.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Fact]
    public void Every_table_can_be_read_in_80_columns()
    {
        foreach (PSObject[] objects in Objects().GroupBy(TypeNameOf).Select(same => same.ToArray()))
        {
            string typeName = TypeNameOf(objects[0]);
            XElement[] columns = [.. Assert.Single(ViewsOf(typeName, "TableControl")).Descendants("TableColumnHeader")];
            int widths = columns.Sum(column => (int?)column.Element("Width") ?? 0) + columns.Length - 1;

            string text = Plain(_session.Run("$objects | Out-String -Width 80", ("objects", objects)).Clean()[0].ToString());
            string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r', ' ')).Where(line => line.Length > 0)];

            Assert.True(widths <= 68, $"{typeName}: {80 - widths} characters are left for the last column.");
            Assert.Equal(
                columns.Select(column => column.Element("Label")!.Value), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.All(lines, line => Assert.True(line.Length <= 80, $"{typeName}: {line}"));
        }
    }

    [Theory]
    [InlineData("SigningCsr")]
    [InlineData("SigningCertificate")]
    public void A_table_shows_of_a_key_its_file_or_its_name_on_the_token(string typeName)
    {
        ScriptRun run = _session.Run(
            "foreach ($where in 'file:///home/ida/keys/ida@x.example.key.pem', "
                + "'pkcs11:token=Legal%20Department;object=ida@x.example;type=private') { "
                + "[pscustomobject]@{ PSTypeName = \"DigiCertDocSign.$type\"; Email = 'ida@x.example'; KeyReference = $where } "
                + "| Out-String -Width 120 }",
            ("type", typeName));

        Assert.Contains(" ida@x.example.key.pem", run.Clean()[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(" pkcs11: ida@x.example", run.Output[1].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Legal", run.Output[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_tells_one_row_from_another_is_not_cut_in_80_columns()
    {
        PSObject[] objects = Objects();
        string TableOf(string type) => Plain(_session.Run(
            "$objects | Out-String -Width 80",
            ("objects", objects.Where(one => one.BaseObject.GetType().Name == type).ToArray())).Clean()[0].ToString());
        var place = new Uri($"{objects[0].Properties["BaseUri"].Value}");

        Assert.Contains(
            "groessmann-oeye@legal.fjordlab.example", Regex.Replace(TableOf("OrderIntent"), @"\s+", ""), StringComparison.Ordinal);
        Assert.Contains($" {place.Authority}", TableOf("DocSigningConnection"), StringComparison.Ordinal);
        Assert.DoesNotContain(place.Scheme, TableOf("DocSigningConnection"), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_must_act_and_why_and_which_file_can_be_read_in_80_columns()
    {
        PSObject[] objects = Objects();
        PSObject[] Of(string type) => [.. objects.Where(one => one.BaseObject.GetType().Name == type)];
        foreach (string type in new[] { "PlacedOrder", "SigningOrderStatus" })
        {
            string[] orders = Table80(Of(type));
            Assert.Equal("OrderId Person Status RequestId WaitsFor", Regex.Replace(orders[0].Trim(), " +", " "));

            // Under the headers and their line there is one for each order.
            Assert.Equal(Of(type).Length, orders.Length - 2);
            Assert.All(orders.Skip(2), row => Assert.Matches("(You|Administrator|DigiCert|Contact|Person|Nobody)$", row));
        }

        string[] plan = Table80(Of("OrderPlanEntry"));
        Assert.Equal("Action Person Price Reason", Regex.Replace(plan[0].Trim(), " +", " "));
        Assert.InRange(80 - plan[0].IndexOf("Reason", StringComparison.Ordinal), 30, 80);
        Assert.Contains(plan, row => row.Contains(" 1320", StringComparison.Ordinal));
        foreach ((string type, string column) in new[] { ("SavedCertificate", "Path"), ("InstalledCertificate", "Location") })
        {
            string[] table = Table80(Of(type));
            int start = table[0].IndexOf(column, StringComparison.Ordinal);
            string shown = string.Concat(table.Skip(2).Select(row => row.Length > start ? row[start..].Trim() : ""));
            Assert.NotEmpty(Of(type));
            Assert.All(Of(type), one => Assert.Contains(
                Path.GetFileName($"{one.Properties[column].Value}"), shown, StringComparison.Ordinal));
        }
    }

    /// <summary>The lines that are not empty.</summary>
    private string[] Table80(PSObject[] objects) =>
    [
        .. Plain(_session.Run("$objects | Out-String -Width 80", ("objects", objects)).Clean()[0].ToString())
            .Split('\n').Select(line => line.TrimEnd('\r', ' ')).Where(line => line.Length > 0),
    ];

    [Fact]
    public void Every_list_fits_120_columns_and_names_every_property()
    {
        using Runspace runspace = ListsOnly(out RecordingHost host);
        foreach (PSObject item in Objects().DistinctBy(TypeNameOf))
        {
            using var shell = PowerShell.Create(runspace);
            shell.AddCommand("Out-Host").Invoke(new[] { item });

            string[] lines = Plain(host.TakeText()).Split('\n');
            Assert.Empty(shell.Streams.Error);
            Assert.All(lines, line => Assert.True(line.TrimEnd('\r').Length <= Columns, $"{TypeNameOf(item)}: {line}"));
            Assert.Subset(
                lines.Where(line => line.Contains(" :", StringComparison.Ordinal)).Select(line => line.Split(':')[0].Trim()).ToHashSet(),
                PropertiesOf(item.BaseObject.GetType()).ToHashSet());
        }
    }

    /// <summary>A day that is written as year, month, day is one of the calendar that everybody else reads it in.</summary>
    [Fact]
    public void A_day_in_a_table_has_the_same_year_in_every_culture()
    {
        PSObject[] objects = Objects();
        string[] DaysIn(string culture)
        {
            _session.Host.TakeText();
            _session.Run(
                $"[cultureinfo]::CurrentCulture = '{culture}'; foreach ($one in $objects) {{ $one | Out-Host }}", ("objects", objects))
                .Clean();
            return [.. Regex.Matches(Plain(_session.Host.TakeText()), @"\d{4}-\d\d-\d\d").Select(day => day.Value)];
        }

        string[] days = DaysIn("nb-NO");

        Assert.True(days.Length >= 8);
        Assert.All(["th-TH", "ar-SA", "fa-IR"], culture => Assert.Equal(days, DaysIn(culture)));
    }

    /// <summary>
    /// PowerShell takes a list of a type that it cannot see for a single value, whose [0] is the whole list.
    /// </summary>
    [Fact]
    public void Of_every_list_the_first_entry_can_be_taken_by_its_place()
    {
        string[] faults =
        [
            .. _session.Run(
                """
                foreach ($one in $objects + @($objects.Plan | Where-Object { $_ })) {
                    foreach ($property in $one.GetType().GetProperties()) {
                        $value = $property.GetValue($one)
                        if ($value -isnot [string] -and $value -is [System.Collections.IEnumerable] -and @($value).Count -gt 0) {
                            if ([object]::ReferenceEquals($value[0], $value)) { "$($one.GetType().Name).$($property.Name)" }
                        }
                    }
                }
                """,
                ("objects", Objects())).Clean().Select(fault => fault.ToString()).Distinct(),
        ];

        Assert.Empty(faults);
    }

    [Fact]
    public void Objects_of_several_types_on_one_screen_are_short_lists()
    {
        PSObject[] objects = [.. Objects().DistinctBy(TypeNameOf).Where(IsOfCmdlet)];

        foreach (PSObject[] order in new[] { objects, [.. objects.Reverse()] })
        {
            string text = Plain(_session.Run("$objects | Out-String -Width 120", ("objects", order)).Clean()[0].ToString());
            int[] lists = [.. Regex.Split(text, @"(\r?\n){2,}").Select(part => part.Split('\n').Count(line => line.Contains(" : ")))];

            Assert.DoesNotContain("CERTIFICATE REQUEST", text, StringComparison.Ordinal);
            Assert.Equal(objects.Length - 1, lists.Count(lines => lines > 2));
            Assert.All(lists, lines => Assert.InRange(lines, 0, 7));
        }
    }

    /// <summary>Also of what another object holds, once it was taken out: an organization's contacts, a plan's checks.</summary>
    [Fact]
    public void Each_object_names_the_few_properties_that_a_user_looks_for_first()
    {
        ScriptRun run = _session.Run(
            """
            function Walk($One) {
                $One
                foreach ($property in $One.GetType().GetProperties()) {
                    foreach ($inner in @($property.GetValue($One))) {
                        if ($null -eq $inner -or $inner.GetType().IsEnum) { continue }
                        if ("$($inner.GetType().Namespace)" -eq 'DigiCertDocSign') { Walk $inner }
                    }
                }
            }
            foreach ($one in $objects) { Walk $one }
            """,
            ("objects", Objects()));

        PSObject[] all = [.. run.Clean().DistinctBy(TypeNameOf).Where(IsOfCmdlet)];
        string[] inner =
        [
            "SigningContact", "AccountCheck", "OrderPlanSummary", "SigningOrderRequest", "SigningOrderNote", "IssuingCa", "Fault",
        ];
        Assert.Superset(inner.Select(name => $"DigiCertDocSign.{name}").ToHashSet(), all.Select(TypeNameOf).ToHashSet());
        Assert.All(all, one =>
        {
            var set = one.Members["PSStandardMembers"] as PSMemberSet;
            var shown = set?.Members["DefaultDisplayPropertySet"] as PSPropertySet;
            Assert.True(shown is not null, $"{TypeNameOf(one)} has no line in ShortList.");
            Assert.InRange(shown.ReferencedPropertyNames.Count, 3, 6);
            Assert.Subset(PropertiesOf(one.BaseObject.GetType()).ToHashSet(), shown.ReferencedPropertyNames.ToHashSet());
            Assert.DoesNotMatch(@"\n|\{ |DigiCertDocSign\.", $"{one.BaseObject}");
        });
    }

    [Fact]
    public void A_word_of_the_server_stands_on_one_line_of_its_table()
    {
        PSObject[] requests = [.. Objects().Where(one => one.BaseObject.GetType().Name == "SigningRequest")];

        string text = Plain(_session.Run("$objects | Out-String -Width 80", ("objects", requests)).Clean()[0].ToString());

        Assert.Contains(" NewRequest ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_property_can_be_exported_grouped_and_quoted()
    {
        foreach (PSObject[] objects in Objects().GroupBy(TypeNameOf).Select(same => same.ToArray()))
        {
            ScriptRun run = _session.Run(
                "$objects | ConvertTo-Csv; foreach ($name in $objects[0].PSObject.Properties.Name) { "
                    + "($objects | Group-Object -Property $name).Name }; $objects | ForEach-Object { \"$_\" }",
                ("objects", objects));

            // An input that is a hashtable has no better text of its own.
            Assert.All(
                run.Clean().Select(text => $"{text}".Replace("System.Collections.Hashtable", "", StringComparison.Ordinal)),
                text => Assert.DoesNotMatch(@"System\.|`\d\[|DigiCertDocSign\.", text));
            Assert.All(objects, one => Assert.Matches(@"^\S.{5,}$", $"{one.BaseObject}"));
            Assert.All(objects, one => Assert.DoesNotMatch(@"\n|\{ ", $"{one.BaseObject}"));
        }
    }

    [Fact]
    public void The_objects_shown_are_of_every_output_type()
    {
        Assert.Equal(
            ModuleCmdlets.OutputTypes.Select(type => type.FullName!).Order(StringComparer.Ordinal),
            Objects().Select(TypeNameOf).Distinct().Order(StringComparer.Ordinal));
    }

    // Colours take no columns.
    /// <summary>Without Id, which is a second name of the order's or the request's own.</summary>
    private static IEnumerable<string> PropertiesOf(Type type) =>
        type.GetProperties().Select(property => property.Name).Where(name => name != "Id");

    private static string Plain(string text) => Regex.Replace(text, @"\x1b\[[0-9;]*m", "");

    /// <summary>One is made by hand, since it takes a database to have it from its cmdlet: see TakeInCmdletTests.</summary>
    private static bool IsOfCmdlet(PSObject one) => TypeNameOf(one) != "DigiCertDocSign.JournalTakeInSummary";

    private static string TypeNameOf(PSObject item) => item.BaseObject.GetType().FullName!;

    private static IEnumerable<XElement> ViewsOf(string typeName, string control) => Format.Descendants("View")
        .Where(view => view.Descendants("TypeName").Any(name => name.Value == typeName))
        .SelectMany(view => view.Elements(control));

    private static IEnumerable<string> ListedIn(XElement list) => list.Descendants("ListItem")
        .Select(item => item.Element("Label")?.Value ?? item.Element("PropertyName")!.Value);

    /// <summary>What administrators have: long names, long addresses, orders in every state on the way to the certificate.</summary>
    private PSObject[] Objects() =>
    [
        .. _session.Run(
            """
            $box = Connect-DocSigning -Sandbox -Name 'Legal department' -SandboxApprovalSec 0 -SandboxValidationSec 0 -PassThru
            $waiting = Connect-DocSigning -Sandbox -Name Waiting -PassThru
            $box, $waiting
            $order = @{
                OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; ProvisioningMethod = 'Email'
                Years = 3; PaymentMethod = 'Balance'; AgreeToSubscriberAgreement = $true; Confirm = $false
            }
            $csrs = $people | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256 -Confirm:$false
            $csrs
            $plan = $order.Clone()
            $plan.Remove('Confirm')
            $csrs + @{ Surname = 'Berg' } | New-DocSigningPlan @plan -Connection $box
            $placed = $csrs | New-DocSigningOrder @order -Connection $box
            $late = $csrs | New-DocSigningOrder @order -Connection $waiting
            $placed, $late | ForEach-Object { $_ }
            $placed | Get-DocSigningOrder -Connection $box
            $late | Get-DocSigningOrder -Connection $waiting
            $placed | Get-DocSigningOrderStatus -Connection $box
            $late | Get-DocSigningOrderStatus -Connection $waiting
            $null = $late[1] | Add-DocSigningOrderNote -Text "Budget 4410`nfrom May" -Connection $waiting -Confirm:$false
            Get-DocSigningOrder $late[1].OrderId -Connection $waiting
            Get-DocSigningRequest -Connection $waiting
            Get-DocSigningOrganization -Connection $box
            Get-DocSigningOrganization 610233 -Connection $box
            Get-DocSigningUser -Connection $box
            Get-DocSigningContainer -Connection $box
            Get-DocSigningProduct -Connection $box
            Get-DocSigningProduct ds_org_individual -Connection $box
            Get-DocSigningProductLimit -Connection $box
            Get-DocSigningBalance -Connection $box
            Get-DocSigningPrice -Connection $box
            Test-DocSigningConnection 610233 -Connection $box
            $late[0] | Approve-DocSigningRequest -Comment 'Budget 4410' -PassThru -Connection $waiting -Confirm:$false
            $placed | Save-DocSigningCertificate -Path $folder -Format Pfx,
                PemChain -KeyPassword $password -Password $password -Connection $box -Confirm:$false
            $placed | Install-DocSigningCertificate -KeyPassword $password -Connection $box -Confirm:$false
            $placed | Get-DocSigningCertificate -Connection $box
            $placed | Test-DocSigningCertificate -KeyPassword $password -Connection $box
            Get-DocSigningJournal -Connection $box
            $csrs | Compare-DocSigningDirectory -Scope Legal -Connection $box
            Sync-DocSigningJournal -Connection $box
            @{ From = '/home/ida/journal.db'; JournalDatabase = 'db.example/team'; Entries = 3; Added = 2; Changed = 1;
                InDoubt = [string[]]'DS-2MFEZ5Y2K1'; Collisions = [string[]]'DS-2MFEZ5Y2K1' } -as (
                (Get-Command Sync-DocSigningJournal).OutputType.Type | Where-Object Name -eq JournalTakeInSummary)
            Test-DocSigningKeyStore -KeyDirectory $folder -KeyPassword $password
            Export-DocSigningReport -Path $folder/report.html -Connection $box
            """,
            ("folder", _folder),
            ("password", new NetworkCredential("", "a long sentence").SecurePassword),
            ("people", new[]
            {
                Person("Mira", "Solberg", "mira.solberg@fjordlab.example"),
                Person("Jürgen-Maximilian", "Größmann-Øye von Altenburg", "juergen-maximilian.groessmann-oeye@legal.fjordlab.example"),
            })).Clean(),
    ];

    private static PSObject Person(string givenName, string surname, string email) => ModuleSession.Input(
        ("GivenName", givenName),
        ("Surname", surname),
        ("Title", "Head of Contract Management"),
        ("OfficePhone", "+47 55 50 01 42"),
        ("EmailAddress", email));

    /// <summary>
    /// A session whose only views of our types are the lists: what Format-List shows, which is in no assembly of this engine.
    /// </summary>
    private Runspace ListsOnly(out RecordingHost host)
    {
        var lists = new XDocument(Format);
        lists.Descendants("View").Where(view => view.Element("TableControl") is not null).Remove();
        string path = Path.Combine(_folder, "Lists.Format.ps1xml");
        lists.Save(path);
        var state = InitialSessionState.CreateDefault2();
        state.Formats.Add(new SessionStateFormatEntry(path));
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        host = new RecordingHost();
        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        return runspace;
    }
}
