using System.IO.Compression;

namespace MiniDnn.Benchmarks;

/// <summary>An earlier build of the library with the workloads compiled against it, in a temporary folder.</summary>
internal sealed class EarlierBuild : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("MiniDnn.compare.");

    /// <param name="source">A git revision, the folder of a checkout, or the path of a MiniDnn.dll.</param>
    /// <exception cref="InvalidOperationException">There is no such revision, or it does not build.</exception>
    public EarlierBuild(string source)
    {
        try
        {
            BuildWorkloads(FindLibrary(source));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder with the library and the workloads.</summary>
    public string Workloads => Path.Combine(_temporary.FullName, "workloads");

    /// <summary>The folder that contains the solution: above that of this program, or else the current one.</summary>
    private static string Repository
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MiniDnn.sln")))
            {
                folder = folder.Parent;
            }
            return folder?.FullName ?? Environment.CurrentDirectory;
        }
    }

    public void Dispose() => _temporary.Delete(recursive: true);

    private string FindLibrary(string source)
    {
        if (File.Exists(source))
        {
            return Path.GetFullPath(source);
        }
        string checkout = Directory.Exists(source) ? Path.GetFullPath(source) : CheckOut(source);
        string library = Path.Combine(_temporary.FullName, "library");
        CommandLine.Build(Path.Combine(checkout, "src", "MiniDnn", "MiniDnn.csproj"), "-o", library);
        return Path.Combine(library, "MiniDnn.dll");
    }

    /// <summary>An archive rather than a worktree, of which git would keep a note if this program were stopped.</summary>
    private string CheckOut(string revision)
    {
        string archive = Path.Combine(_temporary.FullName, "checkout.zip"), folder = Path.Combine(_temporary.FullName, "checkout");
        CommandLine.Run("git", Repository, "archive", "--format=zip", "-o", archive, revision);
        ZipFile.ExtractToDirectory(archive, folder);
        return folder;
    }

    /// <summary>With the names of now where the earlier build has them, else with those of before.</summary>
    private void BuildWorkloads(string library)
    {
        try
        {
            BuildWorkloads(library, "Present");
        }
        catch (InvalidOperationException present)
        {
            try
            {
                BuildWorkloads(library, "Earlier");
            }
            catch (InvalidOperationException earlier)
            {
                throw new InvalidOperationException($"{present.Message}{Environment.NewLine}{earlier.Message}");
            }
        }
    }

    private void BuildWorkloads(string library, string names) => CommandLine.Build(
        Path.Combine(Repository, "benchmarks", "MiniDnn.Workloads", "MiniDnn.Workloads.csproj"),
        "-o", Workloads,
        $"-p:MiniDnnAssembly={library}",
        $"-p:MiniDnnNames={names}",
        $"-p:BaseIntermediateOutputPath={Path.Combine(_temporary.FullName, names)}{Path.DirectorySeparatorChar}");
}
