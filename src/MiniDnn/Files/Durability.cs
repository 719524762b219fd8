using Microsoft.Win32.SafeHandles;

namespace MiniDnn.Files;

/// <summary>
/// Brings what was written to the disk, so that it outlasts a power failure. Tests watch what is brought there, and when.
/// </summary>
internal class Durability
{
    public static Durability Disk { get; } = new();

    /// <summary>Brings a file's contents to the disk: they must be there before the file takes another's place.</summary>
    public void Flush(FileStream file)
    {
        file.Flush();
        FlushToDisk(file.SafeFileHandle);
    }

    /// <summary>Brings a folder's names to the disk, on Linux, where that is no part of writing a file.</summary>
    /// <remarks>Not every file system can, and a new file is in its place by then: so this does not fail.</remarks>
    public void FlushFolder(string folder)
    {
        using SafeFileHandle? handle = LinuxFile.OpenFolder(folder);
        try
        {
            if (handle is not null)
            {
                FlushToDisk(handle);
            }
        }
        catch (IOException)
        {
        }
    }

    protected internal virtual void FlushToDisk(SafeFileHandle handle) => RandomAccess.FlushToDisk(handle);
}
