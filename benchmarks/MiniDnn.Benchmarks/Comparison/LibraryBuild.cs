using System.Reflection;
using System.Runtime.Loader;
using MiniDnn.Workloads;

namespace MiniDnn.Benchmarks;

/// <summary>A build of the library and the workloads compiled against it, in a load context of their own: so two builds are in one process, and each can be loaded, and compiled to machine code, again.</summary>
/// <param name="folder">Where its MiniDnn.dll and MiniDnn.Workloads.dll are.</param>
internal sealed class LibraryBuild(string folder) : AssemblyLoadContext
{
    /// <summary>Files by path, read once: who builds while a comparison runs does not change it.</summary>
    private static readonly Dictionary<string, byte[]> Images = [];

    private Type Tables => LoadFromAssemblyName(new("MiniDnn.Workloads")).GetType("MiniDnn.Workloads.WorkloadTables", throwOnError: true)!;

    /// <summary>The names of the tables.</summary>
    public IReadOnlyList<string> TableNames() => (IReadOnlyList<string>)Tables.GetProperty(nameof(WorkloadTables.Names))!.GetValue(null)!;

    /// <summary>The rows of a table for a number of threads: by name, what makes their data and returns the action that does their work a number of times.</summary>
    public IReadOnlyDictionary<string, Func<Action<int>>> Rows(string table, int threads, bool quick)
        => Tables.GetMethod(nameof(WorkloadTables.Rows))!.CreateDelegate<Func<string, int, bool, IReadOnlyDictionary<string, Func<Action<int>>>>>()(table, threads, quick);

    /// <summary>From memory, because Windows would not delete the file of an assembly that is loaded. What the library builds on, all builds share.</summary>
    protected override Assembly? Load(AssemblyName assemblyName)
        => assemblyName.Name is "MiniDnn" or "MiniDnn.Workloads" ? LoadFromStream(new MemoryStream(Image(Path.Combine(folder, assemblyName.Name + ".dll")))) : null;

    private static byte[] Image(string path) => Images.TryGetValue(path, out byte[]? image) ? image : Images[path] = File.ReadAllBytes(path);
}
