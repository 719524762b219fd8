using System.Runtime.InteropServices;

namespace MiniDnn.Kernels;

// The shape of a micro-kernel's tile as types: a type's size is the number. The size of a type parameter is a constant to the compiler
// before it looks at anything else, so that what a shape does not have costs no compile time, and no call is left for inlining to refuse.

/// <summary>The rows of a tile, or its width in vectors.</summary>
internal interface ITileCount;

/// <summary>How a tile ends on the right.</summary>
internal interface ITileEdge;

/// <summary>With a whole vector.</summary>
internal readonly struct Whole : ITileEdge;

/// <summary>With a vector of which only some lanes are used.</summary>
internal readonly struct Ragged : ITileEdge;

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct One : ITileCount;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct Two : ITileCount;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Three : ITileCount;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct Four : ITileCount;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct Five : ITileCount;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct Six : ITileCount;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct Seven : ITileCount;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct Eight : ITileCount;
