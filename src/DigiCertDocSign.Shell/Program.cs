using System.Text;
using DigiCertDocSign.Shell.Running;

// Umlauts and the like come out whole on every system's console and in every redirected file.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

if (!ShellArguments.TryParse(args, out ShellArguments? arguments, out string? complaint))
{
    Console.Error.WriteLine(complaint);
    Console.Error.WriteLine(ShellArguments.Usage);
    return ExitCodes.WrongUse;
}

if (arguments.ShowUsage)
{
    Console.Out.WriteLine(ShellArguments.Usage);
    return ExitCodes.Done;
}

string? module = arguments.ModulePath ?? StagedModule.Find(AppContext.BaseDirectory);
if (module is null)
{
    Console.Error.WriteLine("No staged module was found above " + AppContext.BaseDirectory
        + ". Run 'dotnet build' in the clone, or name the module with --module <path>.");
    return ExitCodes.WrongUse;
}

using var session = new ShellSession();
if (!session.ImportModule(module))
{
    return ExitCodes.Failed;
}

return arguments.ScriptPath is null
    ? new PromptLoop(session).Run()
    : new ScriptRun(session).Run(arguments.ScriptPath, arguments.ScriptArguments);
