using System.Runtime.InteropServices;

namespace MiniDnn.Benchmarks;

/// <summary>MKL asks who made the processor, not only what it can do, and takes its fastest code on Intel's alone. To measure against that code elsewhere, its question is overwritten in memory with the answer "Intel".</summary>
internal static unsafe partial class MklDispatch
{
    private const nint Page = 4096;
    private const int ReadWriteExecute = 7;

    /// <summary>mov eax, 1; ret.</summary>
    private static ReadOnlySpan<byte> ReturnOne => [0xB8, 1, 0, 0, 0, 0xC3];

    /// <summary>To be called before the first product.</summary>
    public static void AsOnIntel(nint library)
    {
        foreach (string question in (string[])["mkl_serv_intel_cpu", "mkl_serv_intel_cpu_true"])
        {
            nint code = NativeLibrary.GetExport(library, question);
            if (Protect(code & -Page, 2 * Page, ReadWriteExecute) != 0)
            {
                throw new InvalidOperationException($"The memory of {question} could not be made writable.");
            }
            ReturnOne.CopyTo(new Span<byte>((void*)code, ReturnOne.Length));
        }
    }

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);
}
