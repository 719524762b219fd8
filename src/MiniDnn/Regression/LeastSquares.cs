using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>Linear regression in closed form: the coefficients that make the sum of the squared errors least.</summary>
/// <remarks>
/// <para>
/// Coefficients and residual sum of squares are right to the last digit or two of the number type, however ill-conditioned the predictors
/// are, short of columns that depend on each other: the work is done in double and in doubled double precision (Å. Björck, "Iterative
/// refinement of linear least squares solutions", 1967; J. Demmel and others, 2009). Data near overflow or underflow are scaled inside.
/// </para>
/// <para>
/// Where columns depend on each other, or there are fewer rows than parameters, the coefficients of least norm are returned (or, where the
/// units of the columns are too far apart to tell which these are, or these would fit worse, dependent columns get 0) and the model says
/// so: <see cref="LinearModel{T}.Rank"/>, <see cref="LinearModel{T}.DependentColumns"/>, <see cref="LinearModel{T}.Remarks"/>.
/// </para>
/// </remarks>
/// <example><code>
/// var line = LeastSquares.Fit([20, 30, 40], [30, 50, 80]);
/// Console.WriteLine($"{line.Predict(45):F2}");       // → 90.83
///
/// Matrix&lt;double&gt; x = [[1, 2], [2, 1], [3, 5], [4, 3]];
/// var plane = LeastSquares.Fit(x, [6, 5, 14, 11]);   // many predictors
/// var parabola = LeastSquares.FitPolynomial([0, 1, 2, 3], [1, 2, 5, 10], degree: 2);
/// Console.WriteLine($"{parabola.Predict(4):F2}");    // → 17.00
/// </code></example>
public static class LeastSquares
{
    /// <summary>Scaled powers so high still have squares.</summary>
    private const int LargestDegree = 256;

    // Priorities say what a call means where several overloads fit: a vector before a matrix (an empty literal is both), the generic ones
    // before those of doubles (which take whole numbers written out, and calls of languages that infer no type through a span),
    // a matrix before a jagged array (rows written out are both), one target before several (an empty literal is both).

    /// <summary>Fits y = b₀ + b₁·x, a straight line.</summary>
    /// <param name="x">The predictor.</param>
    /// <param name="y">The target, one value for each of <paramref name="x"/>.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentException">
    /// Nothing to fit, lengths that differ, a value that is not finite, bad weights, or bad names.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative ridge or tolerance, or a method that does not exist.</exception>
    public static LinearModel<T> Fit<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Regression<T>.Fit(nameof(Fit), new(x, x.Length, 1), y, 1, options);

    /// <inheritdoc cref="Fit{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, LeastSquaresOptions{T})"/>
    /// <exception cref="ArgumentNullException">An array is null.</exception>
    [OverloadResolutionPriority(-1)]
    public static LinearModel<double> Fit(double[] x, double[] y, LeastSquaresOptions<double>? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(x.AsSpan(), y, options);
    }

    /// <summary>Fits y = b₀ + b₁·x₁ + … + bₖ·xₖ.</summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="y">The target, one value for each row of <paramref name="x"/>.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentNullException">An array or a matrix is null.</exception>
    /// <exception cref="ArgumentException">
    /// Nothing to fit, lengths that differ, a value that is not finite, bad weights, or bad names.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative ridge or tolerance, or a method that does not exist.</exception>
    [OverloadResolutionPriority(-1)]
    public static LinearModel<T> Fit<T>(Matrix<T> x, ReadOnlySpan<T> y, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return Regression<T>.Fit(nameof(Fit), x, y, 1, options);
    }

    /// <inheritdoc cref="Fit{T}(Matrix{T}, ReadOnlySpan{T}, LeastSquaresOptions{T})"/>
    [OverloadResolutionPriority(-1)]
    public static LinearModel<T> Fit<T>(MatrixSpan<T> x, ReadOnlySpan<T> y, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Regression<T>.Fit(nameof(Fit), x, y, 1, options);

    /// <inheritdoc cref="Fit{T}(Matrix{T}, ReadOnlySpan{T}, LeastSquaresOptions{T})"/>
    [OverloadResolutionPriority(-1)]
    public static LinearModel<T> Fit<T>(ReadOnlyMatrixSpan<T> x, ReadOnlySpan<T> y, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Regression<T>.Fit(nameof(Fit), x, y, 1, options);

    /// <inheritdoc cref="Fit{T}(Matrix{T}, ReadOnlySpan{T}, LeastSquaresOptions{T})"/>
    [OverloadResolutionPriority(-2)]
    public static LinearModel<double> Fit(Matrix<double> x, double[] y, LeastSquaresOptions<double>? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(x, y.AsSpan(), options);
    }

    /// <inheritdoc cref="Fit{T}(Matrix{T}, ReadOnlySpan{T}, LeastSquaresOptions{T})"/>
    [OverloadResolutionPriority(-3)]
    public static LinearModel<T> Fit<T>(T[][] x, T[] y, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(Matrix.Create<T>(nameof(Fit), nameof(x), x), y.AsSpan(), options);
    }

    /// <summary>
    /// Fits y = b₀ + b₁·x + b₂·x² + … + b_d·x^d on the exact powers of x (to doubled precision), so that high degrees keep their digits.
    /// </summary>
    /// <param name="x">The predictor.</param>
    /// <param name="y">The target, one value for each of <paramref name="x"/>.</param>
    /// <param name="degree">
    /// d, 0 to 256; 0 fits a constant. Powers beyond the fortieth or so depend on those before to the last of 32 digits, wherever x lies.
    /// </param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="ArgumentException">
    /// Nothing to fit, lengths that differ, a value that is not finite, bad weights, or bad names.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The degree is not from 0 to 256; a negative ridge or tolerance, or a method that does not exist.
    /// </exception>
    public static LinearModel<T> FitPolynomial<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, int degree, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, LargestDegree);
        return Regression<T>.Fit(nameof(FitPolynomial), new(x, x.Length, 1), y, degree, options);
    }

    /// <inheritdoc cref="FitPolynomial{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, int, LeastSquaresOptions{T})"/>
    /// <exception cref="ArgumentNullException">An array is null.</exception>
    [OverloadResolutionPriority(-1)]
    public static LinearModel<double> FitPolynomial(double[] x, double[] y, int degree, LeastSquaresOptions<double>? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return FitPolynomial(x.AsSpan(), y, degree, options);
    }

    /// <summary>
    /// Fits several targets on the same predictors: one factorisation, one model for each column of <paramref name="targets"/>.
    /// </summary>
    /// <param name="x">The predictors, one row for each observation.</param>
    /// <param name="targets">One column for each target, one row for each row of <paramref name="x"/>.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <returns>The models, in the order of the columns.</returns>
    /// <exception cref="ArgumentNullException">A matrix is null.</exception>
    /// <exception cref="ArgumentException">
    /// Nothing to fit, row counts that differ, a value that is not finite, bad weights, or bad names.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative ridge or tolerance, or a method that does not exist.</exception>
    [OverloadResolutionPriority(-4)]
    public static LinearModel<T>[] Fit<T>(Matrix<T> x, Matrix<T> targets, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(targets);
        return Regression<T>.Fit(x, targets, options);
    }

    /// <inheritdoc cref="Fit{T}(Matrix{T}, Matrix{T}, LeastSquaresOptions{T})"/>
    [OverloadResolutionPriority(-4)]
    public static LinearModel<T>[] Fit<T>(Matrix<T> x, ReadOnlyMatrixSpan<T> targets, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return Regression<T>.Fit(x, targets, options);
    }

    /// <inheritdoc cref="Fit{T}(Matrix{T}, Matrix{T}, LeastSquaresOptions{T})"/>
    [OverloadResolutionPriority(-4)]
    public static LinearModel<T>[] Fit<T>(MatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Regression<T>.Fit(x, targets, options);

    /// <inheritdoc cref="Fit{T}(Matrix{T}, Matrix{T}, LeastSquaresOptions{T})"/>
    [OverloadResolutionPriority(-4)]
    public static LinearModel<T>[] Fit<T>(ReadOnlyMatrixSpan<T> x, ReadOnlyMatrixSpan<T> targets, LeastSquaresOptions<T>? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Regression<T>.Fit(x, targets, options);

    /// <summary>Fits a model of records: a term for each column, from numbers, powers, categories and interactions.</summary>
    /// <remarks>The errors of the terms are those of <see cref="RecordDesign.Fit{TRecord}"/>; weights are given for all records.</remarks>
    /// <param name="records">The records, at least one.</param>
    /// <param name="target">Reads y from a record.</param>
    /// <param name="terms">Adds the terms.</param>
    /// <param name="options">What differs from the defaults; the names come from the terms.</param>
    /// <param name="targetName">y's name in messages; by default what <paramref name="target"/> reads.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A value is missing or not finite, terms do not fit the records, or bad weights.</exception>
    public static RecordModel<TRecord, LinearModel<double>> Fit<TRecord>(
        IEnumerable<TRecord> records,
        Func<TRecord, double?> target,
        Action<RecordTerms<TRecord>> terms,
        LeastSquaresOptions<double>? options = null,
        [CallerArgumentExpression(nameof(target))] string targetName = "")
    {
        options ??= new();
        RecordFit.RefuseNames(options.PredictorNames);
        return RecordFit.Run(records, RecordFit.Target(target, targetName), terms, options.Intercept, (sample, x, names)
            => Fit(x, sample.Target(nameof(Fit)), options.For(sample, names)));
    }
}
