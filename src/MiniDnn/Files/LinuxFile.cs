using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniDnn.Files;

/// <summary>What .NET does not tell of a file: its kind, its owner and its group.</summary>
internal readonly record struct LinuxFileStatus(int Mode, uint Owner, uint Group)
{
    // <linux/stat.h>
    private const int Kind = 0xF000, Regular = 0x8000, Folder = 0x4000;

    public bool IsRegular => (Mode & Kind) == Regular;

    public bool IsFolder => (Mode & Kind) == Folder;
}

/// <summary>The few calls of Linux that .NET has no name for. On other systems, and where the system refuses, they say no.</summary>
internal static unsafe class LinuxFile
{
    /// <summary>Means "as it is" where an owner or a group is asked for.</summary>
    public const uint Unchanged = uint.MaxValue;

    // <fcntl.h> and <linux/stat.h>
    private const int CurrentFolder = -100, DontFollow = 0x100, CloseOnExecute = 0x80000;
    private const uint BasicStatus = 0x7FF;
    private const int StatusLength = 256, OwnerAt = 20, GroupAt = 24, ModeAt = 28;

    /// <summary>The status of a file, or of what a symbolic link leads to; null where it can't be had.</summary>
    public static LinuxFileStatus? StatusOf(string path, bool followLinks = true)
    {
        byte* status = stackalloc byte[StatusLength];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return OperatingSystem.IsLinux() && StatX(CurrentFolder, name, followLinks ? 0 : DontFollow, BasicStatus, status) == 0
                ? new(*(ushort*)(status + ModeAt), *(uint*)(status + OwnerAt), *(uint*)(status + GroupAt))
                : null;
        }
    }

    /// <summary>Gives a file to another owner or group.</summary>
    public static bool TryChangeOwner(SafeFileHandle file, uint owner, uint group)
        => OperatingSystem.IsLinux() && FChOwn((int)file.DangerousGetHandle(), owner, group) == 0;

    /// <summary>A handle of a folder, which .NET opens for no one.</summary>
    public static SafeFileHandle? OpenFolder(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            int handle = OperatingSystem.IsLinux() ? Open(name, CloseOnExecute, 0) : -1;
            return handle < 0 ? null : new(handle, ownsHandle: true);
        }
    }

    // statx rather than stat: its result is laid out the same way on all processors
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte* path, int flags, uint mask, byte* status);

    [DllImport("libc", EntryPoint = "fchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FChOwn(int file, uint owner, uint group);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte* path, int flags, int mode);
}
