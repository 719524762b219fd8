namespace MiniDnn.Files;

/// <summary>Tells files that can be replaced from those that are a way to something else.</summary>
internal static class FileKind
{
    /// <summary>True for a device, a pipe or a socket, also behind symbolic links.</summary>
    public static bool IsSpecial(string path) => LinuxFile.StatusOf(path) is { } status
        ? !status.IsRegular && !status.IsFolder
        // elsewhere the kind can't be asked for; devices have a place of their own
        : Path.GetFullPath(path).StartsWith(OperatingSystem.IsWindows() ? @"\\.\" : "/dev/", StringComparison.Ordinal) && File.Exists(path);
}
