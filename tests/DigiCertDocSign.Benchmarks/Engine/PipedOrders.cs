using System.Management.Automation;

namespace DigiCertDocSign.Benchmarks.Engine;

/// <summary>People who are piped one by one into New-DocSigningOrder, each ordered and in the journal.</summary>
internal static class PipedOrders
{
    // The inputs come one by one, as from a directory: a list handed to the engine would be in memory before the first order.
    private const string Script = """
        param($inputs)
        $order = @{
            OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }
            ProvisioningMethod = 'ClientApp'; Years = 1; AgreeToSubscriberAgreement = $true; Confirm = $false
        }
        1..$inputs | ForEach-Object {
            [pscustomobject]@{ GivenName = "Mira $_"; Surname = 'Sølberg'; Title = 'Contract Manager'; OfficePhone = '+47 55 50 01 42';
                EmailAddress = "mira.$_@fjordlab.example" }
        } | New-DocSigningOrder @order
        """;

    /// <param name="session">The engine.</param>
    /// <param name="inputs">How many people.</param>
    /// <param name="placed">Called after each order, with the number of orders so far.</param>
    /// <exception cref="InvalidOperationException">Somebody's order was not placed.</exception>
    public static void Place(EngineSession session, int inputs, Action<int> placed)
    {
        using PowerShell shell = session.New();
        int seen = 0;
        var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) =>
        {
            output.Clear();
            placed(++seen);
        };
        // A console shows these and forgets them; here they would pile up.
        shell.Streams.Progress.DataAdded += (_, _) => shell.Streams.Progress.Clear();
        shell.Streams.Information.DataAdded += (_, _) => shell.Streams.Information.Clear();
        shell.AddScript(Script).AddParameter("inputs", inputs);
        shell.Invoke(null, output);
        if (seen != inputs || shell.HadErrors)
        {
            throw new InvalidOperationException($"{seen} of {inputs} inputs were ordered. {shell.Streams.Error.FirstOrDefault()}");
        }
    }
}
