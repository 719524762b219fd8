using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>A sum that keeps what rounding takes from it, for all lanes of a vector.</summary>
/// <remarks>
/// The error of an addition is a number that can be computed (O. Møller, 1965; D. Knuth, 1969). Added up and put back at the end, it leaves
/// a sum that is as good as in twice the precision (T. Ogita, S. Rump and S. Oishi, 2005).
/// </remarks>
internal struct CompensatedSum<TSimd, TVector, T>(TVector sum, TVector error)
    where TSimd : ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The sum of each lane without its error.</summary>
    public TVector Sum { get; private set; } = sum;

    /// <summary>What rounding took from the sum of each lane; NaN past the largest number and for infinities.</summary>
    public TVector Error { get; private set; } = error;

    /// <summary>Adds a number to each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TVector addend)
    {
        TVector before = Sum, after = TSimd.Add(before, addend), added = TSimd.Subtract(after, before);
        TVector error = TSimd.Add(TSimd.Subtract(before, TSimd.Subtract(after, added)), TSimd.Subtract(addend, added));
        Sum = after;
        Error = TSimd.Add(Error, error);
    }

    /// <summary>The sum of each lane with its error; where that is NaN, the plain sum is right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector Result()
        => TSimd.Add(Sum, TSimd.SelectNegative(Error, Error, TSimd.WherePositive(Error, Error)));

    /// <summary>The sum of all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Total()
    {
        T sum = TSimd.Sum(Sum), error = TSimd.Sum(Error);
        return T.IsNaN(error) ? sum : sum + error;
    }
}

/// <summary>Adds a block of sums to those before, the errors kept: as many as a whole number of vectors has.</summary>
internal readonly unsafe struct CompensatedAddLoop<T>(T* addends, int count, T* sums, T* errors, bool isLast) : ISimdLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        T* source = addends, target = sums, rest = errors;
        bool finishes = isLast;
        for (nint j = 0; j < count; j += TSimd.Count)
        {
            CompensatedSum<TSimd, TVector, T> sum = new(TSimd.Load(target + j), TSimd.Load(rest + j));
            sum.Add(TSimd.Load(source + j));
            TSimd.Store(target + j, finishes ? sum.Result() : sum.Sum);
            TSimd.Store(rest + j, sum.Error);
        }
        return default;
    }
}
