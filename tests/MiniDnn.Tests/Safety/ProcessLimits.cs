using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Limits that Linux sets to this process.</summary>
internal static partial class ProcessLimits
{
    private const int Data = 2, Processes = 6;

    /// <summary>Root has as many threads as it likes; any other user is bound.</summary>
    public static void LeaveRoot()
    {
        if (GetUser() == 0 && SetUser(65534) != 0)
        {
            throw new InvalidOperationException("The user could not be changed.");
        }
    }

    /// <summary>Ends the process at once: what measures coverage would write its file now, which another user may not.</summary>
    public static int Exit(int code)
    {
        Console.Out.Flush();
        ExitNow(code);
        return code;
    }

    /// <summary>Calls while no thread can be started.</summary>
    public static void WithoutNewThreads(Action action) => With(Processes, 1, action);

    /// <summary>Calls while so many bytes more than now can be had from the system.</summary>
    public static void WithMemory(long bytesMore, Action action) => With(Data, (ulong)(DataBytes() + bytesMore), action);

    private static long DataBytes()
    {
        string pages = File.ReadAllText("/proc/self/statm").Split(' ')[5];
        return long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    private static void With(int resource, ulong bound, Action action)
    {
        Limit before = default;
        Check(GetLimit(resource, ref before));
        var limit = new Limit { Current = bound, Most = before.Most };
        Check(SetLimit(resource, in limit));
        try
        {
            action();
        }
        finally
        {
            Check(SetLimit(resource, in before));
        }
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException("A limit could not be set.");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Most;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, ref Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ExitNow(int code);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetUser();

    [LibraryImport("libc", EntryPoint = "setuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetUser(uint user);
}
