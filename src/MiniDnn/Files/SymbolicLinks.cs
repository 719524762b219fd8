namespace MiniDnn.Files;

/// <summary>Finds out where a path leads.</summary>
internal static class SymbolicLinks
{
    /// <summary>As many as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path without symbolic links, of folders on the way too; there need be no file yet where it leads.</summary>
    /// <remarks>Part by part, as the system does it: <c>..</c> in a link leaves the folder that really holds the link.</remarks>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Follow(string path)
    {
        string full = Path.GetFullPath(path);
        string place = Path.GetPathRoot(full)!;
        int links = 0;
        var parts = new Stack<string>();
        Push(parts, full[place.Length..]);
        while (parts.TryPop(out string? part))
        {
            string next = part == ".." ? Path.GetDirectoryName(place) ?? place : Path.Combine(place, part);
            string? link = part == ".." ? null : new FileInfo(next).LinkTarget;
            if (link is null)
            {
                place = next;
                continue;
            }
            if (++links > MaxLinks)
            {
                throw new IOException($"'{path}' leads through more than {MaxLinks} symbolic links, or in a circle.");
            }
            string root = Path.IsPathFullyQualified(link) ? Path.GetPathRoot(link)! : "";
            place = root == "" ? place : root;
            Push(parts, link[root.Length..]);
        }
        return place;
    }

    private static void Push(Stack<string> parts, string path)
    {
        string[] names = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names.Reverse().Where(name => name != "."))
        {
            parts.Push(name);
        }
    }
}
