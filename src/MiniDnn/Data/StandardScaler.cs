using System.Runtime.CompilerServices;
using MiniDnn.Kernels;

namespace MiniDnn;

/// <summary>Shifts and scales every column to mean 0 and standard deviation 1: z = (x − mean)/scale.</summary>
/// <remarks>
/// A constant column is only shifted. What is learned from data keeps the digits of the mean that the number type can't hold, where they
/// make a difference, so that data that vary little around a large mean are centred, too.
/// </remarks>
/// <example><code>
/// Matrix&lt;float&gt; train = [[10, 1], [20, 3]], test = [[25, 2]];
/// var scaler = StandardScaler.Fit(train);
/// Console.WriteLine(scaler.Transform(test)[0, 0]);   // → 2
/// var known = new StandardScaler&lt;float&gt;(means: [15, 2], scales: [5, 1]);
/// Console.WriteLine(known.Transform(test)[0, 0]);    // → 2
/// </code></example>
/// <typeparam name="T">The number type.</typeparam>
public sealed class StandardScaler<T> : Scaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _means;
    private readonly T[]? _rests;

    /// <summary>A scaler of given means and scales.</summary>
    /// <param name="means">What is subtracted from each column; copied.</param>
    /// <param name="scales">What each column is then divided by: positive, as many as there are means; copied.</param>
    /// <exception cref="ArgumentException">The lengths differ, a number is not finite, or a scale is not positive.</exception>
    public StandardScaler(ReadOnlySpan<T> means, ReadOnlySpan<T> scales)
        : this(means.ToArray(), null, CheckedScales(scales, means.Length)) => Throw.IfNotFinite("StandardScaler", means);

    /// <summary>A scaler of numbers that were checked before.</summary>
    /// <param name="means">The means, rounded.</param>
    /// <param name="rests">What rounding took from each mean; null for nothing.</param>
    /// <param name="scales">The scales.</param>
    internal StandardScaler(T[] means, T[]? rests, T[] scales)
        : base(scales)
    {
        _means = means;
        _rests = rests;
    }

    /// <summary>The mean of each column.</summary>
    public ReadOnlySpan<T> Means => _means;

    /// <summary>What rounding took from each mean; empty where that makes no difference.</summary>
    internal ReadOnlySpan<T> MeanRests => _rests;

    internal static StandardScaler<T> From(ColumnMoments<T> moments, string parameterName)
    {
        int columns = moments.Ranges(parameterName).Length;
        var means = new T[columns];
        var rests = new T[columns];
        var scales = new T[columns];
        T few = T.CreateChecked(4);
        for (int j = 0; j < columns; j++)
        {
            T scale = T.CreateTruncating(moments.StandardDeviation(j));
            scales[j] = scale > T.Zero ? scale : T.One;
            (means[j], T rest) = moments.Mean(j);
            // a few roundings of a z of 1, where the mean lies within 8 deviations of 0, are not worth a pass over the data
            rests[j] = T.Abs(rest) > few * FloatingPoint<T>.Epsilon * scales[j] ? rest : T.Zero;
        }
        return new(means, rests.AsSpan().ContainsAnyExcept(T.Zero) ? rests : null, scales);
    }

    /// <summary>The number of columns, and the first means and scales.</summary>
    public override string ToString()
        => $"StandardScaler of {ColumnCount} columns: means [{string.Join(", ", _means.Take(8))}{(ColumnCount > 8 ? ", …" : "")}], scales [{string.Join(", ", Scales.ToArray().Take(8))}{(ColumnCount > 8 ? ", …" : "")}]";

    private protected override void Apply(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> destination)
    {
        x.SubtractRow(_means, destination);
        ReadOnlyMatrixSpan<T> written = destination.AsReadOnly();
        if (_rests is not null)
        {
            written.SubtractRow(_rests, destination);
        }
        written.DivideRow(Scales, destination);
    }

    private protected override void Invert(ReadOnlyMatrixSpan<T> z, MatrixSpan<T> destination)
    {
        z.MultiplyRow(Scales, destination);
        ReadOnlyMatrixSpan<T> written = destination.AsReadOnly();
        if (_rests is not null)
        {
            written.AddRow(_rests, destination);
        }
        written.AddRow(_means, destination);
    }

    /// <summary>A copy of scales that are positive and finite, and as many as there are columns.</summary>
    private static T[] CheckedScales(ReadOnlySpan<T> scales, int columns)
    {
        Throw.IfLengthIsNot("StandardScaler", nameof(scales), scales.Length, columns, "one for each mean");
        Throw.IfNotFinite("StandardScaler", scales);
        for (int j = 0; j < scales.Length; j++)
        {
            if (scales[j] <= T.Zero)
            {
                Throw.Argument(nameof(scales), $"StandardScaler: scales[{j}] is {scales[j]}; every scale must be positive.");
            }
        }
        return scales.ToArray();
    }
}

/// <summary>Makes a <see cref="StandardScaler{T}"/>.</summary>
public static class StandardScaler
{
    /// <summary>Learns the mean and the standard deviation of each column.</summary>
    /// <remarks>The standard deviation is divided by n, not n − 1; for a constant column 1 is taken.</remarks>
    /// <param name="x">A row for each sample.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, a value is not finite, or a column's range is too wide for a number.
    /// </exception>
    public static StandardScaler<T> Fit<T>(ReadOnlyMatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => StandardScaler<T>.From(new ColumnMoments<T>(x.ColumnCount).Learn(x), nameof(x));

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T})"/>
    public static StandardScaler<T> Fit<T>(MatrixSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Fit(x.AsReadOnly());

    /// <inheritdoc cref="Fit{T}(ReadOnlyMatrixSpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public static StandardScaler<T> Fit<T>(Matrix<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return Fit(x.AsReadOnly());
    }

    /// <summary>Learns the mean and the standard deviation of each column from batches, which may be more than memory holds.</summary>
    /// <remarks>To the bit what all rows in one matrix would give, however they are divided; the sequence is gone through once.</remarks>
    /// <param name="batches">Matrices of one width with a row for each sample.</param>
    /// <exception cref="ArgumentNullException"><paramref name="batches"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no row, a batch has another number of columns than the first, a value is not finite, or a column's range is too wide for a
    /// number.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static StandardScaler<T> Fit<T>(IEnumerable<Matrix<T>> batches)
        where T : unmanaged, IFloatingPointIeee754<T>
        => StandardScaler<T>.From(ColumnRanges.Learn(batches, columns => new ColumnMoments<T>(columns)), nameof(batches));
}
