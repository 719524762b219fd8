using Microsoft.Win32.SafeHandles;

namespace MiniDnn.Files;

/// <summary>Brings what was written to the disk, so that it outlasts a power failure. Tests watch the calls.</summary>
internal class Durability
{
    public static Durability Disk { get; } = new();

    /// <summary>Brings a file's contents to the disk: a file must be there whole before it takes another's place.</summary>
    public virtual void Flush(FileStream file) => file.Flush(flushToDisk: true);

    /// <summary>Brings a folder's names to the disk, on Linux, where that takes a call of its own.</summary>
    /// <remarks>Not every file system can; the new file is in place by then, so this must not fail.</remarks>
    public virtual void FlushFolder(string folder)
    {
        using SafeFileHandle? handle = LinuxFile.OpenFolder(folder);
        try
        {
            if (handle is not null)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }
        catch (IOException)
        {
        }
    }
}
