namespace MiniDnn.Files;

/// <summary>Who may do what with a file, and on Linux whose it is.</summary>
internal sealed class FilePermissions
{
    private const UnixFileMode OfGroup = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly UnixFileMode? _mode;
    private readonly LinuxFileStatus? _status;

    private FilePermissions(UnixFileMode? mode, LinuxFileStatus? status)
    {
        _mode = mode;
        _status = status;
    }

    /// <summary>The permissions that a file has, or, where there is none, those of a new file in that folder.</summary>
    public static FilePermissions OfReplacement(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new(null, null);
        }
        if (File.Exists(path))
        {
            return new(File.GetUnixFileMode(path), LinuxFile.StatusOf(path));
        }
        // what the process takes away from a new file's permissions is told by such a file alone
        string name = TemporaryFile.NameFor(path);
        using var sample = new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        return new(File.GetUnixFileMode(sample.SafeFileHandle), null);
    }

    /// <summary>Gives them to a file that is the caller's.</summary>
    public void ApplyTo(FileStream file)
    {
        if (OperatingSystem.IsWindows() || _mode is not { } mode)
        {
            return;
        }
        if (_status is { } status && !LinuxFile.TryChangeOwner(file.SafeFileHandle, status.Owner, status.Group))
        {
            // nobody may act as an owner who did not write the file
            mode &= ~(UnixFileMode.SetUser | UnixFileMode.SetGroup);
            if (!LinuxFile.TryChangeOwner(file.SafeFileHandle, LinuxFile.Unchanged, status.Group))
            {
                // what the old group was allowed is not for the caller's group
                UnixFileMode others = (UnixFileMode)((int)(mode & OfOthers) << 3);
                mode = (mode & ~OfGroup) | (mode & OfGroup & others);
            }
        }
        // after the change of owner, which takes rights away
        File.SetUnixFileMode(file.SafeFileHandle, mode);
    }
}
