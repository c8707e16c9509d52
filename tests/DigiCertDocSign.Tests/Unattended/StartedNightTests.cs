using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace DigiCertDocSign.Tests.Unattended;

/// <summary>
/// What starts docs/examples/nightly.ps1 each night: the units of systemd, the workflow of GitHub Actions, and README's command for Task
/// Scheduler. Each is read as its own reader reads it, and names what is there.
/// </summary>
public sealed class StartedNightTests
{
    private const string Service = "docsigning-nightly.service";
    private const string ByHand = "BY_HAND";

    private static readonly string Examples = Path.Combine(Repository.Root, "docs", "examples");
    private static readonly string Units = Path.Combine(Examples, "systemd");
    private static readonly string Nightly = File.ReadAllText(Path.Combine(Examples, "nightly.ps1"));
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private static readonly Dictionary<string, string[]> Keys = new()
    {
        ["Unit"] = ["Description", "Wants", "After", "OnFailure"],
        ["Service"] =
        [
            "Type", "User", "StateDirectory", "StateDirectoryMode", "LoadCredentialEncrypted", "Environment", "EnvironmentFile",
            "ExecStart", "ExecStopPost", "TimeoutStartSec", "UMask", "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp",
        ],
        ["Timer"] = ["OnCalendar", "RandomizedDelaySec", "Persistent"],
        ["Install"] = ["WantedBy"],
    };

    /// <summary>Each place, and the whole command as PowerShell reads it.</summary>
    public static TheoryData<string, string> Starts()
    {
        string ofService = Read(Service).Single(line => line.Key == "ExecStart").Value[..^$" ${ByHand}".Length];
        string ofTask = Regex.Match(Readme, @"^\$command = '(.*)' \+\r?$\n\s+""(.*)""\r?$", RegexOptions.Multiline).Result("$1$2");
        return new()
        {
            { "systemd", ofService },
            { "Task Scheduler", ofTask },
            { "GitHub Actions", Text(Night(), "run") },
        };
    }

    /// <summary>A parameter that is misspelt or missing ends each night before it begins.</summary>
    [Theory]
    [MemberData(nameof(Starts))]
    public void The_command_gives_what_the_script_wants_and_nothing_that_it_has_not(string place, string command)
    {
        ParameterAst[] known = [.. Parse(Nightly).ParamBlock.Parameters];
        string started = command[command.IndexOf("nightly.ps1", StringComparison.Ordinal)..];
        var call = (CommandAst)((PipelineAst)Parse(started).EndBlock.Statements.Single()).PipelineElements.Single();
        CommandElementAst[] words = [.. call.CommandElements.Skip(1)];
        string[] given = [.. words.OfType<CommandParameterAst>().Select(word => word.ParameterName)];
        Dictionary<string, bool> takesValue =
            known.ToDictionary(one => one.Name.VariablePath.UserPath, one => one.StaticType.Name != "SwitchParameter");

        Assert.Equal((place, 0), (place, given.Except(takesValue.Keys).Count()));
        Assert.Equal(given.Length, given.Distinct().Count());
        Assert.Subset(given.ToHashSet(), known.Where(IsMandatory).Select(one => one.Name.VariablePath.UserPath).ToHashSet());
        for (int word = 0; word < words.Length; word++)
        {
            bool hasValue = word + 1 < words.Length && words[word + 1] is not CommandParameterAst;
            Assert.True(words[word] is not CommandParameterAst one || takesValue[one.ParameterName] == hasValue, $"{place}: {words[word]}");
        }

        // With the name of the token alone the keys would go into files.
        Assert.Equal(given.Contains("TokenLabel"), given.Contains("Pkcs11Module"));
    }

    [Fact]
    public void The_units_have_the_keys_of_their_sections_and_name_one_another()
    {
        string[] files = [.. Directory.GetFiles(Units).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(["docsigning-failed@.service", Service, "docsigning-nightly.timer"], files);
        Assert.All(files.SelectMany(Read), line => Assert.Contains(line.Key, Keys[line.Section]));
        Assert.All(files, file => Assert.Contains(Read(file), line => line is { Section: "Unit", Key: "Description" }));

        (string Section, string Key, string Value)[] service = [.. Read(Service)];
        string Of(string key) => service.Single(line => line.Key == key).Value;
        Assert.Equal("oneshot", Of("Type"));
        Assert.Equal("docsigning-failed@%n.service", Of("OnFailure"));
        Assert.Contains($"-Path /var/lib/{Of("StateDirectory")} ", Of("ExecStart"), StringComparison.Ordinal);
        Assert.Contains("-NonInteractive", Of("ExecStart"), StringComparison.Ordinal);
        Assert.Equal("0700", Of("StateDirectoryMode"));

        // The script asks for a secret by that name, and README's steps write it there.
        string[] credentials = [.. service.Where(line => line.Key == "LoadCredentialEncrypted").Select(line => line.Value)];
        Assert.Equal(["ApiKey", "Pin"], credentials.Select(one => one.Split(':')[0]));
        Assert.All(credentials.Select(one => one.Split(':')), one =>
        {
            Assert.Contains($"Get-TaskSecret '{one[0]}'", Nightly, StringComparison.Ordinal);
            Assert.Contains($"systemd-creds encrypt --name={one[0]} - {one[1]}", Readme, StringComparison.Ordinal);
        });
        Assert.Contains(Read("docsigning-nightly.timer"), line => line is { Key: "WantedBy", Value: "timers.target" });
    }

    /// <summary>Nobody can log on as the account of the task: a night by hand is one of the task, with one more parameter.</summary>
    [Fact]
    public void A_night_by_hand_is_one_of_the_task_with_one_more_parameter()
    {
        // systemd makes words of the variable, and none of an empty one.
        (string Section, string Key, string Value)[] service = [.. Read(Service)];
        Assert.Equal($"{ByHand}=", service.Single(line => line.Key == "Environment").Value);
        Assert.EndsWith($" ${ByHand}", service.Single(line => line.Key == "ExecStart").Value, StringComparison.Ordinal);
        string file = service.Single(line => line.Key == "EnvironmentFile").Value.TrimStart('-');
        Match written = Regex.Match(Readme, $@"^echo '{ByHand}=""-(\w+)""' > (\S+)\r?$", RegexOptions.Multiline);
        Assert.Equal(file, written.Groups[2].Value);
        Assert.Contains($"systemctl start {Service}", Readme, StringComparison.Ordinal);

        // Whoever leaves the shell meanwhile must not leave the parameter to the nights behind.
        Assert.Equal($"+-/bin/rm -f {file}", service.Single(line => line.Key == "ExecStopPost").Value);

        string block = Regex.Match(Readme, @"^\$night = (.|\n)*?^```", RegexOptions.Multiline).Value.TrimEnd('`');
        Assert.Empty(Parse(block).FindAll(ast => ast is ErrorStatementAst, searchNestedScriptBlocks: true));
        string added = Regex.Match(block, @"Arguments\) -(\w+)""").Groups[1].Value;
        var inputs = (YamlMappingNode)((YamlMappingNode)((YamlMappingNode)Workflow()["on"])["workflow_dispatch"])["inputs"];
        string[] options = [.. ((YamlSequenceNode)inputs["parameter"]["options"]).Select(one => $"{one}")];
        Assert.Equal("none", options[0]);

        var known = Parse(Nightly).ParamBlock.Parameters
            .ToDictionary(one => one.Name.VariablePath.UserPath, one => one.StaticType.Name);
        Assert.All([written.Groups[1].Value, added, .. options[1..]], name => Assert.Contains(name, known.Keys));
        Assert.Equal("", Given("none"));
        Assert.All(options[1..], option => Assert.Equal($"{option}={(known[option] == "SwitchParameter" ? "True" : "7")}", Given(option)));
    }

    /// <summary>Whoever has left keeps the certificate until somebody adds it: each place says where.</summary>
    [Fact]
    public void Each_place_says_where_leavers_are_ended()
    {
        string[] places =
        [
            File.ReadAllText(Path.Combine(Units, Service)),
            File.ReadAllText(Path.Combine(Examples, "github-actions", "nightly.yml")),
            Readme,
        ];
        Assert.All(places, text => Assert.Contains("then with it behind -AgreeToSubscriberAgreement", text, StringComparison.Ordinal));
        Assert.Contains("**Nobody's certificate is ended as long as `-IncludeLeavers` is not given.**", Readme, StringComparison.Ordinal);
    }

    /// <param name="unit">The unit, of which a copy names programs that are here.</param>
    /// <param name="written">What stands there.</param>
    /// <param name="slip">What it is replaced by; the same for nothing.</param>
    /// <param name="said">What systemd says to it; nothing when all is well.</param>
    [ProgramTheory("systemd", "systemd-analyze")]
    [InlineData("docsigning-failed@.service", "Type", "Type", "")]
    [InlineData(Service, "Type", "Type", "")]
    [InlineData("docsigning-nightly.timer", "Type", "Type", "")]
    [InlineData(Service, "NoNewPrivileges=", "NoNewPrivilege=", "Unknown key")]
    [InlineData(Service, "LoadCredentialEncrypted=ApiKey:", "LoadCredentialEncrypted=Api/Key:", "Credential name")]
    [InlineData("docsigning-nightly.timer", "03:20", "3:99", "Failed to parse calendar specification")]
    public void Systemd_takes_each_unit_as_it_is_and_would_tell_a_slip(string unit, string written, string slip, string said)
    {
        using var folder = new TempFolder();
        foreach (string path in Directory.GetFiles(Units))
        {
            string text = File.ReadAllText(path).Replace("/usr/bin/pwsh", "/bin/sh", StringComparison.Ordinal);
            string name = Path.GetFileName(path);
            File.WriteAllText(folder.File(name), name == unit ? text.Replace(written, slip, StringComparison.Ordinal) : text);
        }

        var run = ProgramRun.Of("systemd-analyze", "verify", "--man=no", folder.File(unit));

        // Units of the machine that it loads beside may have faults of their own.
        string[] told = [.. (run.Output + run.Errors).Split('\n').Where(line => line.Contains("docsigning", StringComparison.Ordinal))];
        Assert.Equal(said.Length > 0, told.Length > 0);
        Assert.Contains(said, string.Join('\n', told), StringComparison.Ordinal);
    }

    [Fact]
    public void The_workflow_runs_once_at_a_time_and_has_its_secrets_in_the_environment_alone()
    {
        YamlMappingNode workflow = Workflow();
        Assert.Equal(["name", "on", "concurrency", "permissions", "jobs"], Names(workflow));
        var on = (YamlMappingNode)workflow["on"];
        Assert.Equal(["schedule", "workflow_dispatch"], Names(on));
        string cron = Text((YamlMappingNode)((YamlSequenceNode)on["schedule"]).Single(), "cron");
        Assert.Matches(@"^\d{1,2} \d{1,2} \* \* \*$", cron);
        Assert.Equal("false", Text((YamlMappingNode)workflow["concurrency"], "cancel-in-progress"));
        Assert.Equal("contents: read", string.Join(", ", Pairs((YamlMappingNode)workflow["permissions"])));

        var job = (YamlMappingNode)((YamlMappingNode)workflow["jobs"])["night"];
        Assert.Equal(["runs-on", "timeout-minutes", "container", "defaults", "steps"], Names(job));
        Assert.Contains("self-hosted", ((YamlSequenceNode)job["runs-on"]).Select(one => $"{one}"));
        Assert.InRange(int.Parse(Text(job, "timeout-minutes"), CultureInfo.InvariantCulture), 60, 600);
        Assert.Equal("shell: pwsh", string.Join(", ", Pairs((YamlMappingNode)((YamlMappingNode)job["defaults"])["run"])));
        var container = (YamlMappingNode)job["container"];
        Assert.Matches("^[a-z./]+:[0-9.]+$", Text(container, "image"));
        string[] volumes = [.. ((YamlSequenceNode)container["volumes"]).Select(one => $"{one}".Split(':')[1])];

        YamlMappingNode[] steps = [.. ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>()];
        Assert.All(steps, step => Assert.Single(Names(step), name => name is "uses" or "run"));
        Assert.All(
            steps.Where(step => Names(step).Contains("uses")), step => Assert.Matches(@"^actions/[a-z-]+@v\d+$", Text(step, "uses")));
        Assert.Equal(
            [
                "DOCSIGNING_APIKEY: ${{ secrets.DOCSIGNING_APIKEY }}", "DOCSIGNING_PIN: ${{ secrets.DOCSIGNING_PIN }}",
                "PARAMETER: ${{ inputs.parameter }}", "NUMBER: ${{ inputs.number }}",
            ],
            Pairs((YamlMappingNode)Night()["env"]));
        Assert.All(steps.Where(step => Names(step).Contains("run")), step =>
            Assert.DoesNotContain("secrets.", Text(step, "run"), StringComparison.Ordinal));
        string run = Text(Night(), "run");
        Assert.All(volumes, volume => Assert.Contains($" {volume}", run, StringComparison.Ordinal));
        Assert.DoesNotContain("${{", run, StringComparison.Ordinal);

        // Kept also when the night was one with faults, and only the one page.
        Assert.Equal("success() || failure()", Text(steps[^1], "if"));
        Assert.Equal($"{volumes[0]}/reports/latest.html", Text((YamlMappingNode)steps[^1]["with"], "path"));
        Assert.Contains("'reports/latest.html'", Nightly, StringComparison.Ordinal);
    }

    /// <returns>What the script is given besides by the workflow's step, as "MaxLeavers=7".</returns>
    private static string Given(string parameter)
    {
        string run = Text(Night(), "run")
            .Replace("$env:PARAMETER", $"'{parameter}'", StringComparison.Ordinal)
            .Replace("$env:NUMBER", "'7'", StringComparison.Ordinal);
        string ahead = run[..run.IndexOf("./docs", StringComparison.Ordinal)];
        using var shell = PowerShell.Create();
        shell.AddScript(ahead + "($byHand.Keys | ForEach-Object { \"$_=$($byHand[$_])\" }) -join ' '");
        return $"{shell.Invoke().Single()}";
    }

    private static ScriptBlockAst Parse(string script)
    {
        ScriptBlockAst parsed = Parser.ParseInput(script, out _, out ParseError[] errors);
        Assert.Empty(errors.Select(error => error.Message));
        return parsed;
    }

    private static bool IsMandatory(ParameterAst parameter) => parameter.Attributes.OfType<AttributeAst>()
        .Any(one => one.NamedArguments.Any(argument => argument.ArgumentName == "Mandatory"));

    /// <summary>The lines of a unit, those that go on in the next one as one.</summary>
    private static IEnumerable<(string Section, string Key, string Value)> Read(string unit)
    {
        string section = "";
        string text = Regex.Replace(File.ReadAllText(Path.Combine(Units, unit)), @"\\\r?\n\s*", "");
        foreach (string line in text.Split('\n').Select(one => one.Trim()).Where(one => one.Length > 0 && one[0] != '#'))
        {
            if (line[0] == '[')
            {
                section = line.Trim('[', ']');
                Assert.Contains(section, Keys.Keys);
                continue;
            }

            string[] parts = line.Split('=', 2);
            Assert.Equal((line, 2), (line, parts.Length));
            yield return (section, parts[0], parts[1]);
        }
    }

    private static YamlMappingNode Workflow()
    {
        var yaml = new YamlStream();
        using StreamReader reader = File.OpenText(Path.Combine(Examples, "github-actions", "nightly.yml"));
        yaml.Load(reader);
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    private static YamlMappingNode Night() =>
        ((YamlSequenceNode)((YamlMappingNode)((YamlMappingNode)Workflow()["jobs"])["night"])["steps"]).Cast<YamlMappingNode>()
            .Single(step => Names(step).Contains("name") && Text(step, "name") == "Night");

    private static string[] Names(YamlMappingNode node) => [.. node.Children.Keys.Select(key => $"{key}")];

    private static string[] Pairs(YamlMappingNode node) => [.. node.Children.Select(pair => $"{pair.Key}: {pair.Value}")];

    private static string Text(YamlMappingNode node, string name) => ((YamlScalarNode)node[name]).Value!;
}
