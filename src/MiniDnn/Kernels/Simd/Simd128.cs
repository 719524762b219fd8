using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace MiniDnn.Kernels;

/// <summary>Vectors of 128 bits: SSE, Arm, WebAssembly.</summary>
internal readonly unsafe struct Simd128<T> : ISimdScale<Vector128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector128<T> value) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c)
    {
        // WebAssembly has no fused multiply-add, and Mono's interpreter runs MultiplyAddEstimate there as a call for each lane:
        // with it a product of 256×256 matrices takes 15 times as long
        if (PackedSimd.IsSupported)
        {
            return (a * b) + c;
        }
        return typeof(T) == typeof(float)
            ? Vector128.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> a, Vector128<T> b) => Vector128.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> value) => Vector128.Sum(value);

    public static Vector128<T> Mask(int count) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadPartial(T* source, Vector128<T> mask, int count)
    {
        Vector128<T> value = Vector128.CreateScalar(*source);
        if (count > 1)
        {
            value = value.WithElement(1, source[1]);
        }
        if (count > 2)
        {
            value = value.WithElement(2, source[2]);
        }
        return count > 3 ? value.WithElement(3, source[3]) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(T* destination, Vector128<T> value, Vector128<T> mask, int count)
    {
        *destination = value.ToScalar();
        if (count > 1)
        {
            destination[1] = value.GetElement(1);
        }
        if (count > 2)
        {
            destination[2] = value.GetElement(2);
        }
        if (count > 3)
        {
            destination[3] = value.GetElement(3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(T* destination, Vector128<T> value) => value.StoreAlignedNonTemporal(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> FusedMultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c)
        => typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> NegativeAbs(Vector128<T> value) => value | Vector128.Create(-T.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> CopySign(Vector128<T> magnitude, Vector128<T> sign) => Vector128.CopySign(magnitude, sign);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AtLeast(Vector128<T> value, Vector128<T> limit) => Vector128.MaxNative(limit, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AtMost(Vector128<T> value, Vector128<T> limit) => Vector128.MinNative(limit, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Round(Vector128<T> value)
        => typeof(T) == typeof(float)
            ? Vector128.Round(value.AsSingle()).As<float, T>()
            : Vector128.Round(value.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ScaleB(Vector128<T> value, Vector128<T> n)
    {
        // in two steps, for 2ⁿ alone may be out of range
        Vector128<T> half = Round(n * Vector128.Create(T.CreateTruncating(0.5)));
        return value * PowerOf2(half + BiasedRounder) * PowerOf2(n - half + BiasedRounder);
    }

    private static Vector128<T> BiasedRounder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(T.CreateTruncating(typeof(T) == typeof(float) ? 12582912 + 127 : 6755399441055744 + 1023));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> PowerOf2(Vector128<T> biased)
        => typeof(T) == typeof(float)
            ? Vector128.ShiftLeft(biased.AsInt32(), 23).As<int, T>()
            : Vector128.ShiftLeft(biased.AsInt64(), 52).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> SelectNegative(Vector128<T> x, Vector128<T> whenNegative, Vector128<T> otherwise)
        => Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<T>.Zero), whenNegative, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> WherePositive(Vector128<T> x, Vector128<T> value) => Vector128.GreaterThan(x, Vector128<T>.Zero) & value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Keep(Vector128<T> value, Vector128<T> mask, int count)
        => value & Vector128.LessThan(Vector128<T>.Indices, Vector128.Create(T.CreateTruncating(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Exp(Vector128<T> x) => Exponential<Simd128<T>, Vector128<T>, T>.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> ExpBelow(Vector128<T> x) => Exponential<Simd128<T>, Vector128<T>, T>.ExpBelow(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Tanh(Vector128<T> x) => Exponential<Simd128<T>, Vector128<T>, T>.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LogOnePlus(Vector128<T> u) => Logarithm<Simd128<T>, Vector128<T>, T>.OnePlus(u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MaxLane(Vector128<T> value)
    {
        if (typeof(T) == typeof(float))
        {
            Vector128<float> pairs = Vector128.MaxNative(value.AsSingle(), Vector128.Shuffle(value.AsSingle(), Vector128.Create(2, 3, 0, 1)));
            return Vector128.MaxNative(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2))).As<float, T>().ToScalar();
        }
        return T.Max(value.GetElement(0), value.GetElement(1));
    }
}
