using System.Runtime.CompilerServices;

namespace MiniDnn;

public sealed partial class LinearModel<T>
{
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
    /// The number of columns is not that of the predictors, the lengths differ, or <paramref name="destination"/> overlaps <paramref name="x"/>.
    /// </exception>
    public void Predict(ReadOnlyMatrixSpan<T> x, Span<T> destination)
    {
        if (x.ColumnCount != PredictorCount)
        {
            Throw.Argument(nameof(x), $"{nameof(Predict)}: x is {Throw.Shape(x.RowCount, x.ColumnCount)}; it must have {PredictorCount} columns, one for each predictor.");
        }
        Throw.IfLengthIsNot(nameof(Predict), nameof(destination), destination.Length, x.RowCount, "one for each row of x");
        x.CheckOverlap(nameof(Predict), new(destination, 1, destination.Length), nameof(x));
        for (int i = 0; i < x.RowCount; i++)
        {
            destination[i] = _function.Evaluate(x.Row(i));
        }
    }

    /// <summary>Predicts ŷ for many values of the only predictor.</summary>
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
            Throw.Argument(nameof(destination), $"{nameof(PredictMany)}: destination overlaps x in part; it must be exactly the same memory or memory of its own.");
        }
        for (int i = 0; i < x.Length; i++)
        {
            destination[i] = _function.Evaluate(x[i]);
        }
    }

    private void RequireOnePredictor(string operation)
    {
        if (PredictorCount != 1)
        {
            throw new InvalidOperationException($"{operation}: the model has {PredictorCount} predictors; give a value for each.");
        }
    }
}
