using System.Runtime.CompilerServices;

namespace MiniDnn.Kernels;

/// <summary>
/// The sums of the columns of a matrix, a vector of columns at a time, which stays in a register from the first row to the last.
/// </summary>
internal readonly unsafe struct ColumnSum<T>(T* values, int rowCount, int columnCount, nint rowStride, T* sums) : ISimdLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Run<TSimd, TVector>()
        where TSimd : ISimd<TVector, T>
        where TVector : unmanaged
    {
        int step = TSimd.Count, column = 0;
        for (; column <= columnCount - (4 * step); column += 4 * step)
        {
            // four chains of additions, since one would wait for its own last
            TVector a = default, b = default, c = default, d = default;
            T* row = values + column;
            for (int i = 0; i < rowCount; i++, row += rowStride)
            {
                a = TSimd.Add(a, TSimd.Load(row));
                b = TSimd.Add(b, TSimd.Load(row + step));
                c = TSimd.Add(c, TSimd.Load(row + (2 * step)));
                d = TSimd.Add(d, TSimd.Load(row + (3 * step)));
            }
            TSimd.Store(sums + column, a);
            TSimd.Store(sums + column + step, b);
            TSimd.Store(sums + column + (2 * step), c);
            TSimd.Store(sums + column + (3 * step), d);
        }
        for (; column < columnCount; column += step)
        {
            int lanes = Math.Min(step, columnCount - column);
            TVector mask = TSimd.Mask(lanes), sum = default;
            T* row = values + column;
            for (int i = 0; i < rowCount; i++, row += rowStride)
            {
                sum = TSimd.Add(sum, TSimd.LoadPartial(row, mask, lanes));
            }
            TSimd.StorePartial(sums + column, sum, mask, lanes);
        }
        return default;
    }
}
