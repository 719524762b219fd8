using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Memory between two pages that no one may touch: whoever reads or writes one element before its start or behind its end ends the process.
/// <code>
///   │ guard page │ · · · values │ guard page │     flush with the end
///   │ guard page │ values · · · │ guard page │     flush with the start
/// </code></summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private readonly byte* _memory;
    private readonly nuint _bytes;
    private readonly T* _values;
    private readonly int _length;

    public GuardedMemory(int length, bool atEnd)
    {
        var page = (nuint)Environment.SystemPageSize;
        nuint size = (nuint)length * (nuint)sizeof(T), pages = (size + page - 1) / page * page;
        _bytes = pages + (2 * page);
        _memory = (byte*)NativeMemory.AlignedAlloc(_bytes, page);
        _values = (T*)(_memory + page + (atEnd ? pages - size : 0));
        _length = length;
        PageProtection.Set(_memory, page, PageProtection.NoAccess);
        PageProtection.Set(_memory + page + pages, page, PageProtection.NoAccess);
    }

    public Span<T> Span => new(_values, _length);

    public void Dispose()
    {
        PageProtection.Set(_memory, _bytes, PageProtection.ReadAndWrite);
        NativeMemory.AlignedFree(_memory);
    }
}

internal static unsafe partial class PageProtection
{
    public const int NoAccess = 0, ReadAndWrite = 3;

    public static void Set(byte* memory, nuint bytes, int access)
        => Assert.That(MProtect(memory, bytes, access), Is.Zero, "mprotect failed");

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MProtect(void* memory, nuint bytes, int access);
}
