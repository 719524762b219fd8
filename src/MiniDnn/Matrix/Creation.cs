using System.ComponentModel;
using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Makes matrices from what users have, the number type inferred.</summary>
public static class Matrix
{
    /// <summary>A matrix with a copy of an array of rows.</summary>
    /// <param name="rows">The rows, all of one length; none makes a 0×0 matrix.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">A row is null, or the rows differ in length.</exception>
    public static Matrix<T> Create<T>(T[][] rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Create(nameof(Create), nameof(rows), rows);
    }

    /// <summary>A matrix with a copy of <paramref name="rows"/>; what a collection expression <c>[[1, 2], [3, 4]]</c> calls.</summary>
    /// <param name="rows">The rows, all of one length; none makes a 0×0 matrix.</param>
    /// <exception cref="ArgumentException">A row is null, or the rows differ in length.</exception>
    public static Matrix<T> Create<T>(params ReadOnlySpan<T[]> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Create(nameof(Create), nameof(rows), rows);

    /// <summary>The same for an operation that takes rows under a name of its own.</summary>
    internal static Matrix<T> Create<T>(string operation, string parameter, ReadOnlySpan<T[]> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columnCount = rows.IsEmpty ? 0 : rows[0]?.Length ?? 0;
        var result = new Matrix<T>(rows.Length, columnCount);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is null)
            {
                Throw.Argument(parameter, $"{operation}: row {i} is null.");
            }
            if (rows[i].Length != columnCount)
            {
                string lengths = $"row {i} has {rows[i].Length} elements, row 0 has {columnCount}";
                Throw.Argument(parameter, $"{operation}: {lengths}; all rows must have the same length.");
            }
            rows[i].CopyTo(result.Row(i));
        }
        return result;
    }

    /// <summary>A view of a new matrix; what a collection expression <c>[[1, 2], [3, 4]]</c> calls where a view is asked for.</summary>
    /// <param name="rows">The rows, all of one length; none makes a 0×0 matrix.</param>
    /// <exception cref="ArgumentException">A row is null, or the rows differ in length.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ReadOnlyMatrixSpan<T> CreateReadOnly<T>(params scoped ReadOnlySpan<T[]> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Create(rows);

    /// <summary>A matrix with a copy of a rectangular array.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public static Matrix<T> Create<T>(T[,] values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(values.GetLength(0), values.GetLength(1), Conversions.AsSpan(values));
    }

    /// <summary>A matrix with a copy of a tensor of two dimensions.</summary>
    /// <exception cref="ArgumentException">The tensor has another number of dimensions.</exception>
    public static Matrix<T> Create<T>(in TensorSpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Create((ReadOnlyTensorSpan<T>)values);

    /// <summary>A matrix with a copy of a tensor of two dimensions.</summary>
    /// <exception cref="ArgumentException">The tensor has another number of dimensions.</exception>
    public static Matrix<T> Create<T>(in ReadOnlyTensorSpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (values.Rank != 2)
        {
            Throw.Argument(nameof(values), $"Create: the tensor has {values.Rank} dimensions; a matrix has 2.");
        }
        var result = new Matrix<T>(checked((int)values.Lengths[0]), checked((int)values.Lengths[1]));
        if (!result.IsEmpty)
        {
            values.CopyTo(result.AsTensorSpan());
        }
        return result;
    }

    /// <summary>A matrix whose element [i, j] is <paramref name="element"/>(i, j).</summary>
    /// <exception cref="ArgumentNullException"><paramref name="element"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    public static Matrix<T> Create<T>(int rowCount, int columnCount, Func<int, int, T> element)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(element);
        var result = new Matrix<T>(rowCount, columnCount);
        for (int i = 0; i < rowCount; i++)
        {
            Span<T> row = result.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = element(i, j);
            }
        }
        return result;
    }

    /// <summary>The square matrix with <paramref name="values"/> on the diagonal and 0 elsewhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The square of the length is more than an array can hold.</exception>
    public static Matrix<T> Diagonal<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Matrix<T>(values.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            result[i, i] = values[i];
        }
        return result;
    }
}

public sealed partial class Matrix<T>
{
    /// <summary>A matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their product is more than an array can hold.</exception>
    public static Matrix<T> Zeros(int rowCount, int columnCount) => new(rowCount, columnCount);

    /// <summary>The n×n identity: 1 on the diagonal, 0 elsewhere.</summary>
    /// <param name="size">n, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is negative, or n² is more than an array can hold.</exception>
    public static Matrix<T> Identity(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var result = new Matrix<T>(size, size);
        for (int i = 0; i < size; i++)
        {
            result[i, i] = T.One;
        }
        return result;
    }

    /// <summary>A matrix of independent numbers from the uniform distribution on [low, high).</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <param name="random">The source: <c>new SeededRandom(42)</c>.</param>
    /// <param name="low">The lower end; 0 by default.</param>
    /// <param name="high">The upper end, not reached unless both ends are one number in <typeparamref name="T"/>; 1 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A count is negative, or an end is not finite in <typeparamref name="T"/>, or <paramref name="high"/> is less than
    /// <paramref name="low"/>, or their difference overflows.
    /// </exception>
    public static Matrix<T> RandomUniform(int rowCount, int columnCount, SeededRandom random, double low = 0, double high = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        T lowest = T.CreateChecked(low);
        T bound = T.CreateChecked(high);
        if (!T.IsFinite(lowest) || !T.IsFinite(bound) || !double.IsFinite(high - low) || high < low)
        {
            throw new ArgumentOutOfRangeException(
                nameof(high), high, $"RandomUniform: the interval is [{low}, {high}); its ends and their difference must be finite and in order.");
        }
        var result = new Matrix<T>(rowCount, columnCount);
        foreach (ref T value in result.AsSpan())
        {
            do
            {
                value = T.CreateChecked(low + ((high - low) * random.NextDouble()));
            }
            while (value >= bound && lowest < bound);   // rounding to T can reach the bound: draw again
        }
        return result;
    }

    /// <summary>A matrix of independent numbers from the normal distribution.</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="columnCount">The number of columns, 0 or more.</param>
    /// <param name="random">The source: <c>new SeededRandom(42)</c>.</param>
    /// <param name="mean">The mean; 0 by default.</param>
    /// <param name="standardDeviation">The standard deviation, 0 or more; 1 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A count is negative, or the mean is not finite, or the standard deviation is negative or not finite.
    /// </exception>
    public static Matrix<T> RandomNormal(int rowCount, int columnCount, SeededRandom random, double mean = 0, double standardDeviation = 1)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "RandomNormal: the mean must be finite.");
        }
        if (!double.IsFinite(standardDeviation) || standardDeviation < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation), standardDeviation, "RandomNormal: the standard deviation must be finite and not negative.");
        }
        var result = new Matrix<T>(rowCount, columnCount);
        foreach (ref T value in result.AsSpan())
        {
            value = T.CreateChecked(mean + (standardDeviation * random.NextNormal()));
        }
        return result;
    }
}
