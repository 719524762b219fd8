namespace MiniDnn.Tests;

/// <summary>Linear models of every kind that has something of its own in its file.</summary>
internal static class SavedModelCases<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static IEnumerable<string> Names => Make().Select(model => model.Name);

    public static LinearModel<T> Get(string name) => Make().Single(model => model.Name == name).Fit();

    private static T[] Numbers(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(i => T.CreateChecked(value(i)))];

    private static Matrix<T> Plane(int rows, double scale = 1, double level = 0)
        => Matrix.Create(rows, 3, (i, j) => T.CreateChecked(level + (scale * Math.Sin((1.3 * i) + (j * j)))));

    private static T[] Target(int rows, double scale = 1) => Numbers(rows, i => scale * (3 + Math.Sin(1.3 * i) + (0.3 * Math.Cos(5.7 * i * i))));

    private static IEnumerable<(string Name, Func<LinearModel<T>> Fit)> Make()
    {
        T[] x = Numbers(9, i => i * (i + 1) / 7.0), y = Target(9);
        double far = typeof(T) == typeof(float) ? 1e30 : 1e250;
        Matrix<T> dependent = Matrix.Create(12, 3, (i, j) => T.CreateChecked(j == 2 ? i % 3 : j == 1 ? 2 * i : i));
        yield return ("line", () => LeastSquares.Fit<T>(x, y));
        yield return ("plane", () => LeastSquares.Fit(Plane(20), Target(20), new() { PredictorNames = ["größe", "\"α\" b\\", "日本"] }));
        yield return ("weights", () => LeastSquares.Fit(Plane(20), Target(20), new() { Weights = Numbers(20, i => i % 4) }));
        yield return ("without intercept", () => LeastSquares.Fit(Plane(20), Target(20), new() { Intercept = false }));
        yield return ("own constant", () => LeastSquares.Fit(Matrix.Create(5, 2, (i, j) => T.CreateChecked(j == 0 ? 1 : i * i)), y.AsSpan(0, 5), new() { Intercept = false }));
        yield return ("ridge", () => LeastSquares.Fit(Plane(20), Target(20), new() { Ridge = T.CreateChecked(0.7) }));
        yield return ("ridge with few rows", () => LeastSquares.Fit(Plane(2), Target(2), new() { Ridge = T.CreateChecked(0.7) }));
        yield return ("parabola", () => LeastSquares.FitPolynomial<T>(x, y, 2));
        yield return ("high degree", () => LeastSquares.FitPolynomial<T>(x, y, 7));
        yield return ("constant", () => LeastSquares.FitPolynomial<T>(x, y, 0));
        yield return ("dependent", () => LeastSquares.Fit(dependent, Target(12)));
        yield return ("pseudo-inverse", () => LeastSquares.Fit(dependent, Target(12), new() { Method = LeastSquaresMethod.PseudoInverse }));
        yield return ("fewer rows than columns", () => LeastSquares.Fit(Plane(2), Target(2)));
        yield return ("exact", () => LeastSquares.Fit<T>(Numbers(4, i => i), Numbers(4, i => 2 * i)));
        yield return ("constant target", () => LeastSquares.Fit<T>(x, Numbers(9, _ => 3)));
        yield return ("far from 0", () => LeastSquares.Fit(Plane(20, level: 1e6), Target(20)));
        yield return ("large", () => LeastSquares.Fit(Plane(20, far), Target(20, far / 1000)));
        yield return ("small", () => LeastSquares.Fit(Plane(20, 1 / far), Target(20, 1e3 / far)));
        yield return ("coefficients out of range", () => LeastSquares.Fit(Plane(20, 1 / far), Target(20, far)));
        yield return ("many rows", () => LeastSquares.Fit(Plane(20_000), Target(20_000)));
        yield return ("accumulator", () => Accumulate(20).Fit());
        yield return ("accumulator with ridge", () => Accumulate(20).Fit(T.CreateChecked(0.5)));
    }

    private static LeastSquaresAccumulator<T> Accumulate(int rows)
    {
        var accumulator = new LeastSquaresAccumulator<T>(3);
        accumulator.Add(Plane(rows), Target(rows));
        return accumulator;
    }
}
