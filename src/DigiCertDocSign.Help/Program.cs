using DigiCertDocSign.Help;

return HelpTool.Run(args, Console.Out, Console.Error);
