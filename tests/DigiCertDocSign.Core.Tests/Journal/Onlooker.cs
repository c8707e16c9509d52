using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>Somebody who may read a folder and its files, and write nothing there.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Onlooker
{
    private const uint Nobody = 65534;
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enter = Read | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="folder">A folder in one that the test may open to others.</param>
    /// <param name="act">What is done; all of it on the thread that calls it.</param>
    public static void Looks(string folder, Action act)
    {
        string above = Path.GetDirectoryName(folder)!;
        (UnixFileMode Above, UnixFileMode Own) before = (File.GetUnixFileMode(above), File.GetUnixFileMode(folder));
        foreach (string path in Directory.GetFiles(folder))
        {
            File.SetUnixFileMode(path, Read);
        }

        File.SetUnixFileMode(above, before.Above | Enter);
        File.SetUnixFileMode(folder, Enter);
        try
        {
            OnThread(act);
        }
        finally
        {
            File.SetUnixFileMode(folder, before.Own);
            File.SetUnixFileMode(above, before.Above);
        }
    }

    private static void OnThread(Action act)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                // Root may write whatever the rights say; Linux asks for those of the thread.
                if (Environment.IsPrivilegedProcess)
                {
                    _ = SetFileSystemUser(Nobody);
                }

                act();
            }
#pragma warning disable CA1031 // thrown again on the thread of the test
            catch (Exception problem)
#pragma warning restore CA1031
            {
                thrown = ExceptionDispatchInfo.Capture(problem);
            }
        });
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }

#pragma warning disable SYSLIB1054 // a test needs no generated code
    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(uint user);
#pragma warning restore SYSLIB1054
}
