using System.Runtime.InteropServices;

namespace MiniDnn.Tests;

/// <summary>Billions of numbers in memory for half a million: the same pages stand one behind the other, but for the last one.
/// <code>
///   │ pages 0 … 511 │ the same pages │ the same pages │ … │ the last page │ no access │
/// </code></summary>
internal sealed unsafe partial class RepeatedMemory : IDisposable
{
    /// <summary>The numbers that are different ones.</summary>
    public const int Period = 1 << 19;

    private const nuint Piece = Period * sizeof(float), Page = 4096;
    private const int NoAccess = 0, ReadAndWrite = 3, Shared = 1, Private = 2, Fixed = 0x10, Anonymous = 0x20, NoReserve = 0x4000;

    private readonly byte* _memory;
    private readonly nuint _bytes;
    private readonly float* _values;

    public RepeatedMemory(int length)
    {
        Length = length;
        nuint needed = (nuint)length * sizeof(float), pages = (needed + Page - 1) / Page * Page;
        _bytes = pages + Page;
        _memory = Map(null, _bytes, NoAccess, Private | Anonymous | NoReserve, -1);
        _values = (float*)(_memory + (pages - needed));
        int file = CreateFile("repeated", 0);
        Assert.That(Truncate(file, (nint)Piece), Is.Zero);
        for (nuint start = 0; start < pages - Page; start += Piece)
        {
            Map(_memory + start, nuint.Min(Piece, pages - Page - start), ReadAndWrite, Shared | Fixed, file);
        }
        Map(_memory + pages - Page, Page, ReadAndWrite, Private | Fixed | Anonymous, -1);
        _ = Close(file);
    }

    public int Length { get; }

    public Span<float> Span => new(_values, Length);

    /// <summary>The last numbers, which are no others.</summary>
    private Range Tail => (Length - ((int)Page / sizeof(float)))..;

    /// <summary>Sets number i to what the function gives for i mod <see cref="Period"/>.</summary>
    public RepeatedMemory Fill(Func<int, float> value)
    {
        foreach (int i in Places())
        {
            Span[i] = value(i % Period);
        }
        return this;
    }

    /// <summary>Checks that number i is what the function gives for i mod <see cref="Period"/>.</summary>
    public void Check(Func<int, float> value)
    {
        foreach (int i in Places())
        {
            if (Span[i] != value(i % Period))
            {
                Assert.Fail($"Number {i} is {Span[i]}; it must be {value(i % Period)}.");
            }
        }
    }

    public void Dispose() => _ = Unmap(_memory, _bytes);

    private IEnumerable<int> Places()
    {
        (int start, int count) = Tail.GetOffsetAndLength(Length);
        return Enumerable.Range(0, Period).Concat(Enumerable.Range(start, count));
    }

    private static byte* Map(byte* address, nuint bytes, int access, int flags, int file)
    {
        byte* mapped = MMap(address, bytes, access, flags, file, 0);
        Assert.That((nint)mapped, Is.Not.EqualTo((nint)(-1)), "mmap failed");
        return mapped;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* MMap(byte* address, nuint bytes, int access, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(byte* address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Truncate(int file, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
