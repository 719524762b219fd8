using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>What tests of saving ask of Linux: who owns a file and of what kind it is, by the system's own tools.</summary>
internal static partial class LinuxSystem
{
    public const uint Nobody = 65534;

    /// <summary>Skips a test where there is no Linux, or one that only root can do.</summary>
    public static void Require(bool root = false)
    {
        if (!OperatingSystem.IsLinux() || (root && GetEffectiveUser() != 0))
        {
            Assert.Ignore(root ? "This needs root on Linux." : "This needs Linux.");
        }
    }

    /// <summary>As stat prints it, without following links: kind, permissions in octal digits, owner, group.</summary>
    public static string Stat(string path) => Run("stat", "-c", "%F %a %u %g", path);

    public static string Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, process.StandardError.ReadToEnd());
        return output.Trim();
    }

    /// <summary>Acts on files as another user does, on this thread alone, as no test may change what others see.</summary>
    public static void As(uint user, Action action)
    {
        _ = SetFileSystemGroup(user);
        _ = SetFileSystemUser(user);
        try
        {
            action();
        }
        finally
        {
            _ = SetFileSystemUser(0);
            _ = SetFileSystemGroup(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFileSystemUser(uint user);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFileSystemGroup(uint group);
}
