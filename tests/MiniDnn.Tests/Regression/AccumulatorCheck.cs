namespace MiniDnn.Tests;

/// <summary>Compares an accumulator, fed in random blocks down to single rows, with exact fractions.</summary>
internal sealed class AccumulatorCheck<T>(GeneratedRegression drawn, List<string> violations)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double RoundingOfT = typeof(T) == typeof(float) ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);

    // over 24 orders of magnitude the rows that weigh most would be all that a triangle in double sees
    private readonly GeneratedRegression _data = drawn with { Weights = drawn.Weights?.Select(w => double.CreateTruncating(T.CreateTruncating(Math.Cbrt(w)))).ToArray() };

    public void Run()
    {
        LinearModel<T> model = Accumulate().Fit(T.CreateTruncating(_data.Ridge));
        T[] numbers = [.. model.Coefficients, .. model.Summary().StandardErrors, model.Summary().ResidualSumOfSquares, model.Summary().RSquared];
        if (model.Coefficients.Any(T.IsNaN) || (numbers.Any(T.IsNaN) && !model.Remarks.Any(remark => remark.Contains("NaN", StringComparison.Ordinal))))
        {
            violations.Add($"NaN without remark: {string.Join(", ", numbers)}; {_data.Kinds}");
        }
        int[] counted = [.. Enumerable.Range(0, _data.RowCount).Where(i => _data.Weights?[i] != 0)];
        double[] Counted(double[] values) => [.. counted.Select(i => values[i])];
        double[][] predictors = [.. _data.Predictors.Select(Counted)];
        var bound = new AccumulatorBound(predictors, Counted(_data.Y), _data.Weights is null ? null : Counted(_data.Weights), _data.Intercept);
        var exact = new ExactRegression(_data.Columns, _data.Y, _data.Weights, 0, _data.Intercept);
        if (_data.Ridge == 0 && bound.CanBeTold && !exact.IsSingular && counted.Length >= model.Coefficients.Count)
        {
            Compare(model, exact, bound);
        }
    }

    private void Compare(LinearModel<T> model, ExactRegression exact, AccumulatorBound bound)
    {
        int first = _data.Intercept ? 1 : 0;
        if (model.Rank < model.Coefficients.Count)
        {
            double least = Enumerable.Range(0, model.Coefficients.Count).Min(exact.Share);
            Expect("least share of a column", least, 0, RoundingOfT);
            return;
        }
        double size = bound.Size(Enumerable.Range(first, _data.Predictors.Length).Select(exact.Coefficient)), residual = Math.Sqrt(exact.ResidualSumOfSquares);
        for (int j = 0; j < _data.Predictors.Length; j++)
        {
            double right = exact.Coefficient(first + j);
            Expect($"coefficient {j}", double.CreateTruncating(model.Coefficients[first + j]), right, bound.OfCoefficient(j, size, residual) + (RoundingOfT * Math.Abs(right)));
        }
        Expect("√RSS", Math.Sqrt(double.CreateTruncating(model.Summary().ResidualSumOfSquares)), residual, bound.OfResidual(size) + (RoundingOfT * residual));
    }

    private void Expect(string name, double found, double right, double bound)
    {
        bool isBeyondRange = typeof(T) == typeof(float) && (!float.IsNormal((float)right) || !float.IsNormal((float)(right * right)));
        bool isCleared = found == 0 && Math.Abs(right) <= 4 * bound;   // of an exact fit
        if (!(Math.Abs(found - right) <= bound) && !isCleared && !isBeyondRange)
        {
            violations.Add($"{name} is {found:R}, right {right:R}, bound {bound:G2}; accumulated {_data.Kinds}");
        }
    }

    private LeastSquaresAccumulator<T> Accumulate()
    {
        var random = new SeededRandom(5);
        var result = new LeastSquaresAccumulator<T>(_data.Predictors.Length, _data.Intercept);
        Matrix<T> x = _data.X<T>();
        T[] y = [.. _data.Y.Select(T.CreateTruncating)], weights = [.. (_data.Weights ?? []).Select(T.CreateTruncating)];
        for (int start = 0, count; start < y.Length; start += count)
        {
            count = Math.Min(1 + random.NextInt32(4), y.Length - start);
            result.Add(x.Rows(start..(start + count)), y.AsSpan(start, count), weights.Length == 0 ? [] : weights.AsSpan(start, count));
        }
        return result;
    }
}
