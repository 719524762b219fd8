using System.Security.Cryptography;
using System.Text;

namespace MiniDnn.Files;

/// <summary>A file of the caller's alone, beside the one whose place it is to take; deleted unless it has taken it.</summary>
/// <remarks>It is locked while it is written: so one that a killed process has left can be told from it.</remarks>
internal sealed class TemporaryFile : IDisposable
{
    /// <summary>
    /// Who looks for abandoned files can get in between creation and lock. With eight writers at once three attempts have failed; each has
    /// a name of its own and costs little.
    /// </summary>
    private const int Attempts = 32;

    private readonly string _path;
    private bool _hasMoved;

    private TemporaryFile(string path, FileStream stream)
    {
        _path = path;
        Stream = stream;
    }

    public FileStream Stream { get; }

    /// <summary>
    /// A new name beside the target, of a length that does not grow with the target's, which may be as long as names can be.
    /// </summary>
    public static string NameFor(string target)
        => Path.Combine(Path.GetDirectoryName(target)!, $"{Prefix(target)}{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");

    public static TemporaryFile Create(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        for (int attempt = 1; ; attempt++)
        {
            string path = NameFor(target);
            try
            {
                var stream = new FileStream(path, options);
                if (File.Exists(path) || attempt >= Attempts)
                {
                    return new(path, stream);
                }
                stream.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
            }
        }
    }

    /// <summary>Deletes what killed processes have left of earlier writes to the same target.</summary>
    public void DeleteAbandoned(string target)
    {
        if (TryLock(_path, FileOptions.None))
        {
            return;   // no locks in this file system: the living could not be told from the dead
        }
        foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, $"{Prefix(target)}*.tmp"))
        {
            if (!FileKind.IsSpecial(path))
            {
                TryLock(path, FileOptions.DeleteOnClose);
            }
        }
    }

    /// <summary>Takes the place of the target, in one step.</summary>
    public void MoveTo(string target)
    {
        if (OperatingSystem.IsWindows())
        {
            Stream.Dispose();   // an open file can't be moved there; elsewhere it stays locked until it is in place
        }
        File.Move(_path, target, overwrite: true);
        _hasMoved = true;
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException) when (!_hasMoved)
        {
            // what is left in the buffer fails as what came before it did, which is told already
        }
        if (!_hasMoved)
        {
            File.Delete(_path);
        }
    }

    private static string Prefix(string target) => $".minidnn-{Crc32C.Of(Encoding.UTF8.GetBytes(Path.GetFileName(target))):x8}-";

    /// <summary>Opens a file that nobody else has open.</summary>
    private static bool TryLock(string path, FileOptions options)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, 1, options).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
