namespace MiniDnn.Files;

/// <summary>Writes a file whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a new file beside the old one, brings it to the disk and moves it into place.</summary>
    /// <remarks>
    /// Whatever fails, an old file stays as it was and nothing is left behind. A symbolic link stays, and where it leads is written.
    /// The new file has the permissions of the old one, and on Linux its owner and group where the caller may give files away.
    /// A device, a pipe or a socket is written to, never replaced.
    /// </remarks>
    /// <exception cref="IOException">The file can't be written, or symbolic links lead in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The caller may not write the file or to its folder, or it is a folder itself.
    /// </exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, Durability.Disk);

    internal static void Write(string path, Action<Stream> write, Durability durability)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (FileKind.IsSpecial(path))
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(device);
            return;
        }
        string target = SymbolicLinks.Follow(path);
        RefuseIfNotWritable(path, target);
        string folder = Path.GetDirectoryName(target)!;
        var permissions = FilePermissions.OfReplacement(target);
        using (var temporary = TemporaryFile.Create(target))
        {
            temporary.DeleteAbandoned(target);
            write(temporary.Stream);
            permissions.ApplyTo(temporary.Stream);
            durability.Flush(temporary.Stream);
            temporary.MoveTo(target);
        }
        durability.FlushFolder(folder);
    }

    /// <summary>Asks the system, which alone knows what this caller may do: attributes tell of others, too.</summary>
    private static void RefuseIfNotWritable(string path, string target)
    {
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(target))
        {
            throw new UnauthorizedAccessException($"'{target}' is a folder; a file can't take its place.");
        }
        if (!File.Exists(target))
        {
            return;
        }
        try
        {
            File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (IOException)
        {
            // in use by others, say: that is no question of permission
        }
    }
}
