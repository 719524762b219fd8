using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MiniDnn.Benchmarks;

/// <summary>Finds the native libraries that are there: Intel MKL where the build property Yardsticks is true (it is inside the library of libtorch's package), OpenBLAS where the system has it.</summary>
internal static unsafe partial class NativeYardsticks
{
    public static IEnumerable<Contender> Find(bool mklAsOnIntel)
    {
        if (FindMkl(mklAsOnIntel) is { } mkl)
        {
            yield return mkl;
        }
        if (FindOpenBlas() is { } openBlas)
        {
            yield return openBlas;
        }
    }

    private static NativeBlas? FindMkl(bool asOnIntel)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native/libtorch_cpu.so");
        if (!File.Exists(path))
        {
            Console.WriteLine("Intel MKL: not asked for; build with -p:Yardsticks=true.");
            return null;
        }
        if (!NativeLibrary.TryLoad(path, out nint library))
        {
            Console.WriteLine($"Intel MKL: {Path.GetFileName(path)} does not load here.");
            return null;
        }
        if (asOnIntel)
        {
            MklDispatch.AsOnIntel(library);
        }
        byte* text = stackalloc byte[200];
        ((delegate* unmanaged<byte*, int, void>)NativeLibrary.GetExport(library, "MKL_Get_Version_String"))(text, 199);
        Console.WriteLine($"Intel MKL: {Marshal.PtrToStringUTF8((nint)text)?.Trim()}; {(asOnIntel ? "told that the processor is Intel's" : "its own choice of code for this processor")}.");
        var setThreads = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "MKL_Set_Num_Threads_Local");
        return new("MKL", library, threads => setThreads(threads));
    }

    private static NativeBlas? FindOpenBlas()
    {
        nint library = LoadOpenBlas();
        if (library == 0)
        {
            Console.WriteLine("OpenBLAS: not installed (Debian: libopenblas0-pthread).");
            return null;
        }
        nint core = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "openblas_get_corename"))();
        nint configuration = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "openblas_get_config"))();
        Console.WriteLine($"OpenBLAS: core {Marshal.PtrToStringUTF8(core)}, {Marshal.PtrToStringUTF8(configuration)?.Trim()}.");
        var setThreads = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        return new("OpenBLAS", library, threads => setThreads(threads));
    }

    /// <returns>A handle of the library, or 0 where the system has none.</returns>
    public static nint LoadOpenBlas()
    {
        // It asks the environment only while it is loaded. Its threads shall wait for work 2²⁰ ticks, not 2²⁶: they would take a core from whoever comes next.
        _ = SetEnvironment("OPENBLAS_THREAD_TIMEOUT", "20", 0);
        // It takes recent processors for old ones.
        if (Vector512.IsHardwareAccelerated)
        {
            _ = SetEnvironment("OPENBLAS_CORETYPE", "SKYLAKEX", 0);
        }
        return NativeLibrary.TryLoad("libopenblas.so.0", out nint library) ? library : 0;
    }

    /// <summary>The runtime keeps an environment of its own that native code does not see.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
