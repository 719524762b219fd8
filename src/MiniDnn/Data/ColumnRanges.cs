using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The smallest and the largest value of each column, of rows that may come batch by batch.</summary>
internal class ColumnRanges<T>(int columnCount)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _maxima = Filled(columnCount, T.NegativeInfinity);

    /// <summary>The number of columns.</summary>
    public int ColumnCount => Minima.Length;

    /// <summary>How many rows there were.</summary>
    public long RowCount { get; private set; }

    /// <summary>The smallest value of each column.</summary>
    public T[] Minima { get; } = Filled(columnCount, T.PositiveInfinity);

    /// <summary>The largest value of each column.</summary>
    public ReadOnlySpan<T> Maxima => _maxima;

    /// <summary>Takes rows in, which are finite and have so many columns.</summary>
    public virtual void Add(ReadOnlyMatrixSpan<T> rows)
    {
        for (int i = 0; i < rows.FilledRowCount; i++)
        {
            TensorPrimitives.Min(Minima, rows.Row(i), Minima);
            TensorPrimitives.Max(_maxima, rows.Row(i), _maxima);
        }
        RowCount += rows.RowCount;
    }

    /// <summary>Forgets the rows.</summary>
    public virtual void Clear()
    {
        Minima.AsSpan().Fill(T.PositiveInfinity);
        _maxima.AsSpan().Fill(T.NegativeInfinity);
        RowCount = 0;
    }

    /// <summary>The distance from the smallest to the largest value of each column; refuses what is no number.</summary>
    public T[] Ranges(string parameterName)
    {
        var ranges = new T[ColumnCount];
        for (int j = 0; j < ranges.Length; j++)
        {
            ranges[j] = _maxima[j] - Minima[j];
            if (!T.IsFinite(ranges[j]))
            {
                Throw.Argument(
                    parameterName, $"Fit: column {j} reaches from {Minima[j]} to {_maxima[j]}; its range must be a finite number.");
            }
        }
        return ranges;
    }

    private static T[] Filled(int count, T value)
    {
        var values = new T[count];
        values.AsSpan().Fill(value);
        return values;
    }
}

/// <summary>What scalers learn from: a matrix, or batches one after another.</summary>
internal static class ColumnRanges
{
    /// <summary>Refuses a matrix without rows, and values that are not finite.</summary>
    public static TRanges Learn<TRanges, T>(this TRanges ranges, ReadOnlyMatrixSpan<T> x)
        where TRanges : ColumnRanges<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.RowCount == 0)
        {
            Throw.Argument(nameof(x), $"Fit: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; there must be a row.");
        }
        x.CheckFinite("Fit", nameof(x));
        ranges.Add(x);
        return ranges;
    }

    /// <summary>Refuses batches without any row, of different widths, and values that are not finite.</summary>
    public static TRanges Learn<TRanges, T>(IEnumerable<Matrix<T>> batches, Func<int, TRanges> create)
        where TRanges : ColumnRanges<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(batches);
        TRanges? ranges = null;
        int index = 0;
        foreach (Matrix<T> batch in batches)
        {
            string name = $"batches[{index++}]";
            ArgumentNullException.ThrowIfNull(batch, name);
            ranges ??= create(batch.ColumnCount);
            if (batch.ColumnCount != ranges.ColumnCount)
            {
                string shape = Throw.Shape(batch.RowCount, batch.ColumnCount);
                Throw.Argument(nameof(batches), $"Fit: {name} is {shape}; it must have {ranges.ColumnCount} columns, as those before.");
            }
            batch.AsReadOnly().CheckFinite("Fit", name);
            ranges.Add(batch);
        }
        if (ranges is null || ranges.RowCount == 0)
        {
            Throw.Argument(nameof(batches), $"Fit: the {index} batches have no row; there must be one.");
        }
        return ranges;
    }
}
