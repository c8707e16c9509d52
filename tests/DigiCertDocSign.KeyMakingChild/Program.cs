using System.Globalization;
using System.Security;
using DigiCertDocSign;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Fixtures;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;
using DigiCertDocSign.People;

// Makes keys and CSRs for a made-up list of people, and is killed by its parent in the middle of it.
// Arguments: the folder of the CSRs, how many people, the secret; then module and label of a token, else the keys are files in that folder;
// then "new", when everybody gets a new key.
// Says each address on a line of its own when the CSR is there. Ends with 0 when everybody has one; else the faults stand on the error
// stream.
using SecureString secret = Secret.Of(args[2]);

var folder = FilePlacement.InDirectory(args[0]);
using IKeyStore store = args.Length > 3
    ? new Pkcs11KeyStore(new Pkcs11Uri { ModulePath = args[3], Token = args[4] }, secret)
    : new FileKeyStore(folder, secret);
var builder = new SigningCsrBuilder(store, folder, replace: args.Length > 5);
int failed = 0;
Console.WriteLine("begins");
await Parallel.ForAsync(
    1,
    int.Parse(args[1], CultureInfo.InvariantCulture) + 1,
    new ParallelOptions { MaxDegreeOfParallelism = 4 },
    async (number, stop) =>
    {
        var person = new Person("Nils", $"Hagen {number}", "Clerk", "+47 55 50 01 42", $"nils.hagen{number}@fjordlab.example");
        try
        {
            SigningCsr csr = await builder.CreateAsync(person, KeyAlgorithm.P256, SignatureHash.Sha256, stop);
            Console.WriteLine(csr.Email);
        }
        catch (DocSigningException fault)
        {
            Interlocked.Increment(ref failed);
            Console.Error.WriteLine(fault.Message);
        }
    });
return failed == 0 ? 0 : 1;
