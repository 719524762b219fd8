using System.Runtime.CompilerServices;

namespace MiniDnn;

/// <summary>A fitted linear model: its coefficients, its predictions, and the intervals about them.</summary>
/// <remarks>
/// <para>
/// How good it is (R², standard errors, p values, the table) says <see cref="Summary"/>; what single rows have to do with it (leverage,
/// influence, robust errors) says <see cref="Diagnostics"/>. Both are computed when they are first asked for, and kept.
/// </para>
/// <para>
/// All is computed in double and doubled precision and rounded to <typeparamref name="T"/> at the end. What has no meaning for the data is
/// NaN, and <see cref="Remarks"/> says why.
/// </para>
/// <para>
/// A file holds no rows: what is loaded predicts, has intervals and a summary to the last bit, but no residuals and no diagnostics.
/// </para>
/// <para>Safe to use from many threads at once.</para>
/// </remarks>
/// <example><code>
/// var model = LeastSquares.Fit([20.0, 30, 40], [30.0, 50, 80]);
/// Console.WriteLine($"{model.Slope:F3}");                  // → 2.500
/// Console.WriteLine(model.PredictionInterval(45));         // → [9.50149, 172.165]
/// Console.WriteLine($"{model.Summary().RSquared:F5}");     // → 0.98684
/// Console.WriteLine(model);                                // → Estimate
/// </code></example>
/// <typeparam name="T">The number type of the data.</typeparam>
public sealed class LinearModel<T> : RegressionModel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LeastSquaresSolution _solution;
    private readonly ModelShape _shape;
    private readonly Matrix<T>? _predictors;
    private readonly T[] _coefficients;
    private readonly LinearFunction<T> _function;
    private Inference? _inference;
    private LinearModelSummary<T>? _summary;
    private LinearModelDiagnostics<T>? _diagnostics;

    /// <param name="solution">What the fit found.</param>
    /// <param name="shape">What the columns are.</param>
    /// <param name="predictors">The predictors if they are kept, for the diagnostics.</param>
    internal LinearModel(LeastSquaresSolution solution, ModelShape shape, Matrix<T>? predictors)
    {
        _solution = solution;
        _shape = shape;
        _predictors = predictors;
        _coefficients = [.. solution.Coefficients.Select((b, j) => b.Round<T>(solution.CoefficientExponent(j)))];
        _function = new(solution, shape);
        IEnumerable<int> dependent = solution.Factor.Dependencies.SelectMany(d => d.Others.Append(d.Column)).Distinct().Order();
        DependentColumns = [.. dependent.Select(j => shape.ParameterNames[j])];
        Remarks = new ModelRemarks<T>(solution, shape).Find(_coefficients);
    }

    /// <summary>The number of predictors that <see cref="Predict(ReadOnlySpan{T})"/> takes.</summary>
    public int PredictorCount => _shape.PredictorCount;

    /// <summary>The highest power of x: 1, or the degree of a polynomial.</summary>
    public int Degree => _shape.Degree;

    /// <inheritdoc/>
    public override long RowCount => _solution.RowCount;

    /// <summary>True where a constant was fitted.</summary>
    public bool HasIntercept => _shape.HasIntercept;

    /// <summary>
    /// The coefficients: the intercept first if there is one, then one for each predictor or power. A value beyond the number type's range
    /// is infinite.
    /// </summary>
    public override IReadOnlyList<T> Coefficients => _coefficients;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ParameterNames => _shape.ParameterNames;

    /// <summary>The constant; 0 where none was fitted.</summary>
    public T Intercept => HasIntercept ? _coefficients[0] : T.Zero;

    /// <summary>The slope of a straight line in one predictor; NaN for any other model.</summary>
    public T Slope => _shape.IsLine ? _coefficients[^1] : T.NaN;

    /// <summary>
    /// The number of columns of the design that are independent; where it is less than that of the <see cref="Coefficients"/>, the
    /// coefficients are those of least norm, or <see cref="Remarks"/> say that dependent columns have 0.
    /// </summary>
    public int Rank => _solution.Factor.Rank;

    /// <summary>The names of the columns that depend on each other linearly; none where the rank is full.</summary>
    public IReadOnlyList<string> DependentColumns { get; }

    /// <summary>
    /// In words, what is unusual about the fit: dependent columns, statistics that are not defined and why, an exact fit, ridge.
    /// </summary>
    public override IReadOnlyList<string> Remarks { get; }

    /// <summary>What statistics and intervals come from.</summary>
    /// <remarks>Threads that are the first to ask, and do at once, may each compute it, but all get the same.</remarks>
    private Inference Inference => _inference ?? Interlocked.CompareExchange(ref _inference, new(_solution), null) ?? _inference;

    /// <inheritdoc/>
    public override LinearModelSummary<T> Summary()
        => _summary ?? Interlocked.CompareExchange(ref _summary, new(Fitted), null) ?? _summary;

    /// <summary>Gives what single rows have to do with the fit: always the same object.</summary>
    /// <exception cref="InvalidOperationException">
    /// The model did not keep the predictors (<see cref="LeastSquaresOptions{T}.KeepData"/>).
    /// </exception>
    public LinearModelDiagnostics<T> Diagnostics()
    {
        Fitted.RequireData(nameof(Diagnostics));
        return _diagnostics ?? Interlocked.CompareExchange(ref _diagnostics, new(Fitted), null) ?? _diagnostics;
    }

    /// <summary>What comparisons and diagnostics are computed from.</summary>
    internal FittedModel<T> Fitted => new(_predictors, _solution, _shape, Inference, Remarks);

    /// <summary>Computes yᵢ − ŷᵢ for each row that was fitted.</summary>
    /// <exception cref="InvalidOperationException">The model comes from an accumulator or a file, which keep no rows.</exception>
    public override T[] Residuals()
    {
        double[] residuals = _solution.Residuals ?? throw new InvalidOperationException($"{nameof(Residuals)}: the model comes from "
            + "an accumulator or a file, which keep no rows; subtract Predict(x) from y.");
        return [.. residuals.Select(r => T.CreateTruncating(Math.ScaleB(r, _solution.TargetExponent)))];
    }

    /// <summary>
    /// Computes κ₂(X) = σ₁/σₚ of the design in its own units, the column of ones included; infinite where the rank is not full. With
    /// weights or ridge, that of the problem that was solved.
    /// </summary>
    public T ConditionNumber() => T.CreateTruncating(_solution.Factor.ConditionNumber(_solution.ColumnExponents));

    /// <summary>Predicts ŷ for one value of the only predictor.</summary>
    /// <exception cref="InvalidOperationException">The model has more than one predictor.</exception>
    public T Predict(T x)
    {
        RequireOnePredictor(nameof(Predict));
        return _function.Evaluate(x);
    }

    /// <summary>Predicts ŷ for one point.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    public T Predict(params ReadOnlySpan<T> x)
    {
        string reason = PredictorCount == 1 ? "for it is one point; PredictMany takes many" : "one for each predictor";
        Throw.IfLengthIsNot(nameof(Predict), nameof(x), x.Length, PredictorCount, reason);
        return _function.Evaluate(x);
    }

    /// <inheritdoc cref="Predict(ReadOnlySpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public T Predict(params T[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Predict(x.AsSpan());
    }

    /// <summary>Predicts ŷ for many points.</summary>
    /// <param name="x">A row for each point, a column for each predictor.</param>
    /// <exception cref="ArgumentException">The number of columns is not that of the predictors.</exception>
    [OverloadResolutionPriority(-1)]
    public T[] Predict(ReadOnlyMatrixSpan<T> x)
    {
        var result = new T[x.RowCount];
        Predict(x, result);
        return result;
    }

    /// <summary>Writes ŷ for many points into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="x">A row for each point, a column for each predictor.</param>
    /// <param name="destination">One element for each row of <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">
    /// The number of columns is not that of the predictors, the lengths differ, or <paramref name="destination"/> overlaps
    /// <paramref name="x"/>.
    /// </exception>
    public void Predict(ReadOnlyMatrixSpan<T> x, Span<T> destination)
    {
        CheckColumns(nameof(Predict), x);
        Throw.IfLengthIsNot(nameof(Predict), nameof(destination), destination.Length, x.RowCount, "one for each row of x");
        x.CheckOverlap(nameof(Predict), new(destination, 1, destination.Length), nameof(x));
        for (int i = 0; i < x.RowCount; i++)
        {
            destination[i] = _function.Evaluate(x.Row(i));
        }
    }

    /// <summary>Predicts ŷ for many values of the only predictor.</summary>
    /// <remarks>It has a name of its own because numbers in a row are one point for <see cref="Predict(ReadOnlySpan{T})"/>.</remarks>
    /// <param name="x">The values.</param>
    /// <exception cref="InvalidOperationException">The model has more than one predictor.</exception>
    public T[] PredictMany(ReadOnlySpan<T> x)
    {
        var result = new T[x.Length];
        PredictMany(x, result);
        return result;
    }

    /// <inheritdoc cref="PredictMany(ReadOnlySpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    public T[] PredictMany(T[] x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return PredictMany(x.AsSpan());
    }

    /// <summary>Writes ŷ for many values of the only predictor into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="x">The values.</param>
    /// <param name="destination">One element for each value; it may be exactly the memory of <paramref name="x"/>.</param>
    /// <exception cref="InvalidOperationException">The model has more than one predictor.</exception>
    /// <exception cref="ArgumentException">The lengths differ, or the memory overlaps in part.</exception>
    public void PredictMany(ReadOnlySpan<T> x, Span<T> destination)
    {
        RequireOnePredictor(nameof(PredictMany));
        Throw.IfLengthIsNot(nameof(PredictMany), nameof(destination), destination.Length, x.Length, "one for each value of x");
        if (x.Overlaps(destination, out int offset) && offset != 0)
        {
            Throw.Argument(nameof(destination), $"{nameof(PredictMany)}: destination overlaps x in part; it must be exactly the "
                + "same memory or memory of its own.");
        }
        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = _function.Evaluate(x[i]);
        }
    }

    /// <summary>Computes an interval for the mean of y at a value of the only predictor.</summary>
    /// <param name="x">The value.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <exception cref="InvalidOperationException">The model has more than one predictor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<T> ConfidenceInterval(T x, double level = 0.95)
    {
        RequireOnePredictor(nameof(ConfidenceInterval));
        return ConfidenceInterval([x], level);
    }

    /// <summary>Computes an interval for the mean of y at a point: ŷ ± t·s·√(xᵀ(XᵀWX)⁻¹x).</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <returns>The interval; NaN where the data do not determine the mean at this point.</returns>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Interval<T> ConfidenceInterval(ReadOnlySpan<T> x, double level = 0.95)
        => IntervalAt(nameof(ConfidenceInterval), x, level, 0);

    /// <summary>Computes an interval for the mean of y at each of several points.</summary>
    /// <param name="x">A row for each point, a column for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="adjustment">
    /// Whether each covers its mean at this level, or all do together: Scheffé's by √(p·F), which holds for all points there are (H.
    /// Working and H. Hotelling, 1929), Bonferroni's for these.
    /// </param>
    /// <exception cref="ArgumentException">The number of columns is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1, or there is no such adjustment.</exception>
    [OverloadResolutionPriority(-1)]
    public Interval<T>[] ConfidenceInterval(
        ReadOnlyMatrixSpan<T> x, double level = 0.95, IntervalAdjustment adjustment = IntervalAdjustment.None)
        => IntervalsAt(nameof(ConfidenceInterval), x, SimultaneousFactor(x.RowCount, level, adjustment, Rank), 0);

    /// <summary>Computes an interval for one new y at a value of the only predictor.</summary>
    /// <param name="x">The value.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="weight">The weight that the new y would have in the fit, positive; 1 by default.</param>
    /// <exception cref="InvalidOperationException">The model has more than one predictor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="weight"/> is not positive and finite.
    /// </exception>
    public Interval<T> PredictionInterval(T x, double level = 0.95, double weight = 1)
    {
        RequireOnePredictor(nameof(PredictionInterval));
        return PredictionInterval([x], level, weight);
    }

    /// <summary>Computes an interval for one new y at a point: ŷ ± t·s·√(1/w + xᵀ(XᵀWX)⁻¹x), with w its weight.</summary>
    /// <param name="x">A value for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="weight">The weight that the new y would have in the fit, positive; 1 by default.</param>
    /// <returns>The interval; NaN where the data do not determine the mean at this point.</returns>
    /// <exception cref="ArgumentException">The number of values is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="weight"/> is not positive and finite.
    /// </exception>
    public Interval<T> PredictionInterval(ReadOnlySpan<T> x, double level = 0.95, double weight = 1)
        => IntervalAt(nameof(PredictionInterval), x, level, OwnVariance(weight));

    /// <summary>Computes an interval for one new y at each of several points.</summary>
    /// <param name="x">A row for each point, a column for each predictor.</param>
    /// <param name="level">The probability of covering it, between 0 and 1; 0.95 by default.</param>
    /// <param name="adjustment">Whether each covers its y at this level, or all k do together: Scheffé's by √(k·F).</param>
    /// <param name="weight">The weight that a new y would have in the fit, positive; 1 by default.</param>
    /// <exception cref="ArgumentException">The number of columns is not that of the predictors.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The level is not between 0 and 1, there is no such adjustment, or the weight is not positive and finite.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public Interval<T>[] PredictionInterval(
        ReadOnlyMatrixSpan<T> x, double level = 0.95, IntervalAdjustment adjustment = IntervalAdjustment.None, double weight = 1)
    {
        double factor = SimultaneousFactor(x.RowCount, level, adjustment, x.RowCount);
        return IntervalsAt(nameof(PredictionInterval), x, factor, OwnVariance(weight));
    }

    /// <summary>Computes the x at which a new y was measured, with its interval: inverse prediction, or calibration.</summary>
    /// <remarks>
    /// The interval holds every x₀ for which |y₀ − f(x₀)| ≤ t·√(s²/(m·w) + Var f(x₀)) (E. Fieller, 1954; C. Eisenhart, 1939). For a line it
    /// is finite exactly if the slope is significant at the level. A polynomial may reach y₀ at several x: those among the data count.
    /// </remarks>
    /// <param name="y">The measured value: the mean of <paramref name="repeats"/> measurements.</param>
    /// <param name="level">The probability of covering x, between 0 and 1; 0.95 by default.</param>
    /// <param name="repeats">How many measurements y is the mean of, 1 or more.</param>
    /// <param name="weight">
    /// The weight that one of these measurements would have in the fit, positive; it must be given where the fit had weights, and is 1
    /// without them.
    /// </param>
    /// <exception cref="InvalidOperationException">The model is not a line or polynomial in one predictor.</exception>
    /// <exception cref="ArgumentException"><paramref name="y"/> is not finite, or a weight is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="level"/> is not between 0 and 1, or <paramref name="repeats"/> or <paramref name="weight"/> is not positive.
    /// </exception>
    public InversePrediction<T> PredictInverse(T y, double level = 0.95, int repeats = 1, double? weight = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        var options = new InversePredictionOptions { Level = level, Weight = weight };
        return PredictInverse(Readings.Of([y], options, nameof(y)) with { Count = repeats });
    }

    /// <summary>Computes the x at which readings of an unknown were made, with its interval.</summary>
    /// <param name="readings">The readings, one or more.</param>
    /// <param name="options">Level, weights and which variance; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">The model is not a line or polynomial in one predictor.</exception>
    /// <exception cref="ArgumentException">There are no readings, one is not finite, or a weight is missing or given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1, or a weight is not positive.</exception>
    public InversePrediction<T> PredictInverse(ReadOnlySpan<T> readings, InversePredictionOptions? options = null)
        => PredictInverse(Readings.Of(readings, options ?? new()));

    private InversePrediction<T> PredictInverse(Readings readings)
    {
        if (PredictorCount != 1 || Degree < 1)
        {
            throw new InvalidOperationException($"{nameof(PredictInverse)}: the model has {PredictorCount} predictors and "
                + $"degree {Degree}; it must be a line or a polynomial in one predictor.");
        }
        readings.Options.Check(!_solution.Weights.AreEqual);
        (double low, double high) = PredictorRange();
        bool IsAmong(double x) => x >= low && x <= high;
        return _shape.IsLine ? Line().Solve<T>(readings, IsAmong)
            : new InversePolynomial(_solution, Inference, _shape).Solve<T>(readings, IsAmong, (low / 2) + (high / 2));
    }

    /// <summary>The line seen from its centre.</summary>
    internal InverseLine Line() => new(_solution, Inference, HasIntercept);

    /// <summary>Whether the fit told rows apart by weights.</summary>
    internal bool HasWeights => !_solution.Weights.AreEqual;

    /// <summary>The residual degrees of freedom, unrounded.</summary>
    internal double FreedomOfResiduals => Inference.DegreesOfFreedom;

    /// <summary>The smallest and largest value of the first predictor in rows that count; everything where it was not kept.</summary>
    private (double Low, double High) PredictorRange()
    {
        if (_predictors is null)
        {
            return (double.NegativeInfinity, double.PositiveInfinity);
        }
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int i = 0; i < _predictors.RowCount; i++)
        {
            double x = double.CreateTruncating(_predictors[i, 0]);
            (low, high) = _solution.Weights[i] > 0 ? (Math.Min(low, x), Math.Max(high, x)) : (low, high);
        }
        return (low, high);
    }

    /// <summary>Loads a model that was saved.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, is something else, or was made by a newer version.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static LinearModel<T> Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Loads a model from a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are damaged, are something else, or were made by a newer version.</exception>
    public static LinearModel<T> Load(Stream stream) => Restore(SavedLinearModel.Read(stream));

    private protected override void Write(Stream stream) => ToSaved().Write(stream);

    /// <summary>What a file holds of the model.</summary>
    internal SavedLinearModel ToSaved() => SavedLinearModel.From<T>(_solution, _shape, _coefficients);

    /// <summary>The model that a file holds.</summary>
    internal static LinearModel<T> Restore(SavedLinearModel saved)
    {
        ModelShape shape = saved.ToShape<T>();
        var model = new LinearModel<T>(saved.ToSolution(shape), shape, predictors: null);
        saved.CheckCoefficients(model.Coefficients);
        return model;
    }

    /// <summary>Makes the residuals of rows NaN that are not counted and held no numbers.</summary>
    internal void MarkIgnored(int[] rows)
    {
        foreach (int row in rows)
        {
            _solution.Residuals![row] = double.NaN;
        }
    }

    private void CheckColumns(string operation, ReadOnlyMatrixSpan<T> x)
    {
        if (x.ColumnCount != PredictorCount)
        {
            Throw.Argument(nameof(x), $"{operation}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {PredictorCount} columns, "
                + "one for each predictor.");
        }
    }

    private void RequireOnePredictor(string operation)
    {
        if (PredictorCount != 1)
        {
            throw new InvalidOperationException($"{operation}: the model has {PredictorCount} predictors; give a value for each.");
        }
    }

    /// <summary>The variance of an observation of this weight, in units of the scaled s².</summary>
    private double OwnVariance(double weight) => Math.ScaleB(1, _solution.WeightExponent) / Throw.IfNotPositive(weight, nameof(weight));

    private Interval<T> IntervalAt(string operation, ReadOnlySpan<T> x, double level, double ownVariance)
    {
        Throw.IfLengthIsNot(operation, nameof(x), x.Length, PredictorCount, "one for each predictor");
        Throw.IfNotLevel(level, nameof(level));
        return IntervalAt(x, Inference.Quantile(level), ownVariance);
    }

    private double SimultaneousFactor(int count, double level, IntervalAdjustment adjustment, double dimension)
    {
        Throw.IfNotLevel(level, nameof(level));
        return SimultaneousQuantile.Of(adjustment, level, count, dimension, Inference.TestDegreesOfFreedom);
    }

    private Interval<T>[] IntervalsAt(string operation, ReadOnlyMatrixSpan<T> x, double factor, double ownVariance)
    {
        CheckColumns(operation, x);
        var result = new Interval<T>[x.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = IntervalAt(x.Row(i), factor, ownVariance);
        }
        return result;
    }

    /// <summary>ŷ ± t·its error.</summary>
    private Interval<T> IntervalAt(ReadOnlySpan<T> x, double t, double ownVariance)
    {
        ScaledPoint point = ScaledPoint.Create(x, _shape, _solution.ColumnExponents);
        // the point is divided by 2^exponent, and a variance by its square
        double margin = t * Inference.ErrorAt(point, Math.ScaleB(ownVariance, -2 * point.Exponent));
        return Interval<T>.Around(point.Dot(_solution.Coefficients), margin, _solution.TargetExponent + point.Exponent);
    }
}
