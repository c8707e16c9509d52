using System.Security.AccessControl;
using System.Security.Principal;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>What "for the owner alone" means on this system.</summary>
internal static class OwnerRights
{
    public static void AssertFile(string path) => Assert.True(OwnerAlone(path, UnixFileMode.UserRead | UnixFileMode.UserWrite), path);

    public static void AssertFolder(string path) =>
        Assert.True(
            OperatingSystem.IsWindows() || OwnerAlone(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute),
            path);

    public static void OpenToAll(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        }
    }

    private static bool OwnerAlone(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            return File.GetUnixFileMode(path) == mode;
        }

        FileSecurity security = new FileInfo(path).GetAccessControl();
        using var identity = WindowsIdentity.GetCurrent();
        IdentityReference? me = identity.User;
        foreach (FileSystemAccessRule rule in security.GetAccessRules(true, true, typeof(SecurityIdentifier)))
        {
            if (rule.IdentityReference != me)
            {
                return false;
            }
        }

        return security.AreAccessRulesProtected;
    }
}
