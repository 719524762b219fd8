using System.Runtime.InteropServices;

namespace MiniDnn.Surface;

/// <summary>Fits of the three coffee days (20, 30, 40 degrees: 30, 50, 80 cups) and of the plane y = 1 + 2·a + 3·b.</summary>
internal static class RegressionLines
{
    private const double At45 = 545.0 / 6;

    public static void Run(Says says)
    {
        Lines(says);
        Planes(says);
        Views(says);
        Options(says);
        Models(says);
        Accumulators(says);
        Streams(says);
        Curves(says);
        Records(says);
        Comparisons(says);
        GeneralizedModels(says);
        Classes(says);
        Refusals(says);
    }

    private static void Curves(Says says)
    {
        double[] hours = [0, 1, 2, 3];
        List<double> level = [8, 4, 2, 1];
        double[][] rows = [[1, 2], [2, 2], [3, 1]];
        says.That(Curve.Exponential.Fit(hours, level).Predict(4), 0.5);
        says.That(Curve.Power.Fit([1, 2, 4], [3, 6, 12]).Coefficients[0], 3);
        says.That(NonlinearLeastSquares.Fit((x, p) => p[0] * Math.Exp(p[1] * x), hours, level, [5, -1]).Predict(4), 0.5);
        says.That(NonlinearLeastSquares.Fit((x, p) => p[0] * x, [1, 2, 3], [2, 4, 6], [1], new() { LowerBounds = [0] }).Coefficients[0], 2);
        says.That(NonlinearLeastSquares.Fit((row, p) => p[0] * row[0] * row[1], rows, [2, 4, 3], [7]).Coefficients[0], 1);
        says.That(RobustRegression.Fit([1, 2, 3, 4, 5, 6, 7], [2, 4, 6, 99, 10, 12, 14]).Predict(8), 16);
        says.That(RobustRegression.Fit([[1], [2], [3], [4], [5], [6], [7]], [2, 4, 6, 99, 10, 12, 14], RobustLoss.Biweight).Predict(8), 16);
        says.That(LBfgs.Minimize((p, gradient) => { gradient[0] = 2 * (p[0] - 3); return (p[0] - 3) * (p[0] - 3); }, [0]).Parameters[0], 3);
        says.That(Distribution.StudentT(12).UpperQuantile(0.025), 2.1788128296672284);
    }

    private static void Records(Says says)
    {
        (double X, int Count, decimal Cost, string? Kind, bool IsNew)[] records =
            [(1, 2, 3, "a", true), (2, 5, 3, "b", true), (3, 2, 8, "a", false), (4, 1, 9, "b", false), (5, 7, 1, "a", true), (6, 2, 4, "b", false)];
        List<double> cups = [30, 50, 80];
        says.That(LeastSquares.Fit(records, r => 2 * r.X, terms => terms.Add(r => r.X)).Predict((9, 0, 0, null, false)), 18);
        says.That(LeastSquares.Fit(records, r => r.Count, terms => terms.Add(r => r.Count).Category(r => r.IsNew)).Model.Coefficients, [0, 1, 0]);
        says.That(LeastSquares.Fit(records.Where(r => r.X > 0), r => (double)r.Cost, t => t.Add(r => (double)r.Cost).Category(r => r.Kind, "b")).Model.ParameterNames[2], "Kind[a]");
        says.That(LeastSquares.Fit(cups, y => y, terms => { }, new() { KeepData = false }).Model.Intercept, 160.0 / 3);
        says.That(RobustRegression.Fit(records, r => r.X, t => t.Add(r => r.X).Category(r => r.Kind, CategoryCoding.Sum)).Predict(records[2]), 3);
        says.That(RecordDesign.Fit(records, t => t.Power(r => r.X, 2).Category(r => r.Count, levels: [1, 2, 5, 7])).Encode(records[1]), [4, 0, 1, 0]);
        says.Refuses(() => RecordDesign.Fit(records, t => t.Category(r => r.Kind, reference: "c")), "Fit: the reference \"c\" is no level of Kind");
    }

    private static void Comparisons(Says says)
    {
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3], [5, 9]];
        double[] y = [1, 2, 4, 3, 5];
        var full = LeastSquares.Fit(x, y);
        var reduced = LeastSquares.Fit(x.Columns(..1), y);
        double f = full.FTest(reduced).Statistic;
        says.That(full.Summary().WaldTest([[0, 0, 1]]).Statistic, f);
        says.That(full.Summary().WaldTest([[0, 0, 1]], 0).Statistic, f);
        says.That(full.Anova(2).Terms[1].Statistic, f);
        says.That(full.Anova(2, [ModelTerm.Numeric("a", 1), ModelTerm.Numeric("b", 2)]).Terms[1].Statistic, f);
        says.That(full.StepwiseByAic(penalty: 99).Terms.Count, 0);
        says.That(full.ConfidenceInterval([[1, 2], [3, 4]], adjustment: IntervalAdjustment.Scheffe).Length, 2);
        says.That(full.Diagnostics().RobustSummary(["p", "p", "q", "q", "q"]).ResidualDegreesOfFreedom, 2);
        says.That(full.Diagnostics().RobustSummary([1, 1, 2, 2, 3]).PValues.Count, 3);
        says.That(full.Diagnostics().Reset(2).DegreesOfFreedom, 1);
        says.That(full.Diagnostics().NeweyWestSummary().TestStatistics.Count, 3);
    }

    private static void GeneralizedModels(Says says)
    {
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3], [5, 9], [6, 2], [7, 4], [8, 1]];
        double[] passed = [0, 1, 0, 0, 1, 0, 1, 1];
        var full = GeneralizedLinearModel.Fit(x, passed, Family.Binomial);
        var reduced = GeneralizedLinearModel.Fit([1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 0, 0, 1, 0, 1, 1], Family.Binomial);
        var counts = GeneralizedLinearModel.Fit(x, [3, 4, 9, 5, 20, 8, 11, 7], Family.Gamma, new() { Link = Link.Log, Weights = [1, 2, 1, 1, 1, 1, 1, 1] });
        var few = GeneralizedLinearModel.Fit(x.Columns(..1).ToMatrix(), [3, 4, 9, 5, 20, 8, 11, 7], Family.Gamma, new() { Link = Link.Log, Weights = [1, 2, 1, 1, 1, 1, 1, 1] });
        says.That(full.LikelihoodRatioTest(reduced).Statistic, full.Anova(2).Terms[1].Statistic);
        says.That(counts.FTest(few).Statistic, counts.Anova(2, [ModelTerm.Numeric("a", 1), ModelTerm.Numeric("b", 2)]).Terms[1].Statistic);
        says.That(full.Summary().WaldTest([[0, 0, 1]]).PValue, full.Summary().PValues[2]);
        says.That(counts.Summary().WaldTest([[0, 0, 1]], 0).PValue, counts.Summary().PValues[2]);
        says.That(full.StepwiseByAic(penalty: 99).Terms.Count, 0);
        says.Refuses(() => reduced.LikelihoodRatioTest(full), "LikelihoodRatioTest: the reduced model has rank 3, the full one 2; the reduced one must have less.");
    }

    private static void Classes(Says says)
    {
        int[] labels = [0, 1, 0, 1, 2, 1, 2, 2];
        var model = MultinomialModel.Fit([[1], [2], [3], [4], [5], [6], [7], [8]], labels);
        var named = MultinomialModel.Fit([[1], [2], [3], [4], [5], [6], [7], [8]], [0, 1, 0, 1, 2, 1, 2, 2], new() { ClassNames = ["a", "b", "c"], Reference = "c" });
        says.That(model.Predict([4]).Sum(), 1);
        says.That(named.Coefficients[1], -model.Coefficients[3]);
        says.That(named.ParameterNames[1], "a: x");
        says.That(model.Predict([[4], [5]]).RowSums()[1], 1);
        says.That(model.Summary().Deviance, named.Summary().Deviance);
        says.That(named.CoefficientIntervals(level: 0.9).Length, 4);
        says.That(named.Summary().WaldTest([[0, 1, 0, 0]]).PValue, named.Summary().PValues[1]);
        says.That(model.Predict().RowArgMax()[0], 0);
        says.That(model.ConfidenceInterval([4], level: 0.9)[1].Contains(model.Predict([4])[1]));
        says.That(model.Residuals()[0], 1 - model.Predict([1])[0]);
        (double Size, string Kind, DayOfWeek Day)[] records = [(1, "a", DayOfWeek.Monday), (2, "b", DayOfWeek.Friday), (3, "a", DayOfWeek.Monday), (4, "a", DayOfWeek.Friday), (5, "b", DayOfWeek.Monday), (6, "b", DayOfWeek.Friday)];
        var kinds = MultinomialModel.Fit(records, r => r.Kind, terms => terms.Add(r => r.Size), new() { Reference = "b" });
        says.That(kinds.Model.ClassNames[0], "a");
        says.That(MultinomialModel.Fit(records, r => r.Day, terms => terms.Add(r => r.Size)).Predict(records[0]).Length, 2);
        says.That(kinds.Model.LikelihoodRatioTest(MultinomialModel.Fit(records, r => r.Kind, _ => { }).Model).DegreesOfFreedom, 1);
        says.Refuses(() => MultinomialModel.Fit(records, r => r.Kind, terms => terms.Add(r => r.Size), new() { Reference = "c" }), "Fit: Reference is \"c\"; it must be one of the classes, a, b.");
    }

    private static void Lines(Says says)
    {
        double[] temperature = [20, 30, 40];
        double[] cups = [30, 50, 80];
        float[] warmth = [20, 30, 40];
        float[] sold = [30, 50, 80];
        int[] whole = [20, 30, 40];
        List<double> list = [20, 30, 40];
        IEnumerable<double> sequence = temperature.Select(t => t);

        says.That(LeastSquares.Fit([20, 30, 40], [30, 50, 80]).Predict(45), At45);
        says.That(LeastSquares.Fit([20.0, 30, 40], [30.0, 50, 80]).Predict(45), At45);
        says.That(LeastSquares.Fit([20, 30, 40], [30.0, 50, 80]).Predict(45), At45);
        says.That(LeastSquares.Fit([20f, 30f, 40f], [30f, 50f, 80f]).Predict(45f), At45, 1e-4);
        says.That(LeastSquares.Fit(temperature, cups).Predict(45), At45);
        says.That(LeastSquares.Fit(warmth, sold).Predict(45), At45, 1e-4);
        says.That(LeastSquares.Fit(temperature, [30, 50, 80]).Predict(45), At45);
        says.That(LeastSquares.Fit([20, 30, 40], cups).Predict(45), At45);
        says.That(LeastSquares.Fit(warmth, [30, 50, 80]).Predict(45), At45, 1e-4);
        says.That(LeastSquares.Fit([.. whole], cups).Predict(45), At45);
        says.That(LeastSquares.Fit([.. whole], [.. whole]).Slope, 1);
        says.That(LeastSquares.Fit([.. list], cups).Predict(45), At45);
        says.That(LeastSquares.Fit(list.ToArray(), cups).Predict(45), At45);
        says.That(LeastSquares.Fit(CollectionsMarshal.AsSpan(list), cups).Predict(45), At45);
        says.That(LeastSquares.Fit([.. sequence], cups).Predict(45), At45);
        says.That(LeastSquares.Fit(temperature[..2], cups[..2]).Slope, 2);
        says.That(LeastSquares.Fit(temperature.AsSpan(1..), cups.AsSpan(1..)).Slope, 3);
        says.That(LeastSquares.Fit(x: temperature, y: cups).Slope, 2.5);
        says.That(LeastSquares.FitPolynomial([0, 1, 2, 3], [1, 2, 5, 10], 2).Predict(4), 17);
        says.That(LeastSquares.FitPolynomial(temperature, cups, degree: 1).Predict(45), At45);
        says.That(LeastSquares.FitPolynomial(warmth, sold, degree: 1).Predict(45), At45, 1e-4);
    }

    private static void Planes(Says says)
    {
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3]];
        double[] y = [9, 8, 22, 18];
        double[][] jagged = [[1, 2], [2, 1], [3, 5], [4, 3]];
        float[][] jaggedFloats = [[1, 2], [2, 1], [3, 5], [4, 3]];
        double[,] rectangle = { { 1, 2 }, { 2, 1 }, { 3, 5 }, { 4, 3 } };
        double[] first = [1, 2], second = [2, 1], third = [3, 5], fourth = [4, 3];
        List<double[]> rows = [first, second, third, fourth];

        says.That(LeastSquares.Fit(x, y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(x, [9, 8, 22, 18]).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit([[1, 2], [2, 1], [3, 5], [4, 3]], [9, 8, 22, 18]).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit([[1.0, 2], [2, 1], [3, 5], [4, 3]], y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit([[1, 2], [2, 1], [3, 5], [4, 3]], y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit([[1f, 2], [2, 1], [3, 5], [4, 3]], [9f, 8, 22, 18]).Coefficients.Select(b => (double)b), [1, 2, 3], 1e-5);
        says.That(LeastSquares.Fit([first, second, third, fourth], y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit([.. rows], y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(jagged, y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(jagged, [9, 8, 22, 18]).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(jaggedFloats, [9, 8, 22, 18]).Coefficients.Select(b => (double)b), [1, 2, 3], 1e-5);
        says.That(LeastSquares.Fit(rows.ToArray(), y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(Matrix.Create(rectangle), y).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(x, x)[0].Coefficients, [0, 1, 0]);
        says.That(LeastSquares.Fit(x, [[9], [8], [22], [18]])[0].Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit([[1.0, 2], [2, 1], [3, 5], [4, 3]], x)[1].Coefficients, [0, 0, 1]);
        says.Refuses(() => LeastSquares.Fit(x, []), "Fit: y has 0 elements; it must have 4, one for each row of x.");
    }

    private static void Views(Says says)
    {
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3], [99, 99]];
        double[] y = [9, 8, 22, 18, -1];
        ReadOnlyMatrixSpan<double> readOnly = x.Rows(..4);

        says.That(LeastSquares.Fit(x.Rows(..4), y[..4]).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(x.Rows(..4), y.AsSpan(..4)).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(x.Rows(..4), [9, 8, 22, 18]).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(x[..4, ..], y[..4]).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(readOnly, y[..4]).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(x.AsReadOnly(), y).RowCount, 5);
        says.That(LeastSquares.Fit(x[..4, ..1], x.Rows(..4).Column(0)).Slope, 1);
        says.That(LeastSquares.Fit(x.Column(0), x.Column(0)).Slope, 1);
        says.That(LeastSquares.Fit(x.Rows(..4), x.Rows(..4))[1].Coefficients, [0, 0, 1]);
        says.That(LeastSquares.Fit(x, x.Columns(1..))[0].Coefficients, [0, 0, 1]);
        says.That(LeastSquares.Fit(readOnly, x.Rows(..4))[0].Coefficients, [0, 1, 0]);
    }

    private static void Options(Says says)
    {
        double[] x = [1, 2, 3];
        double[] y = [2, 4, 6];
        Matrix<double> plane = [[1, 2], [2, 1], [3, 5], [4, 3]];

        says.That(LeastSquares.Fit([1, 2, 3], [2, 4, 6], new() { Intercept = false }).Coefficients, [2]);
        says.That(LeastSquares.Fit(x, y, new() { Intercept = false }).Coefficients, [2]);
        says.That(LeastSquares.Fit(x, [2, 4, 6], new() { Weights = [1, 2, 1] }).Slope, 2);
        says.That(LeastSquares.Fit([1f, 2f], [2f, 4f], new() { Intercept = false }).Slope, 2);
        says.That(LeastSquares.Fit(plane, [9, 8, 22, 18], new() { PredictorNames = ["width", "height"] }).ParameterNames[2], "height");
        says.That(LeastSquares.Fit([[1, 2], [2, 1], [3, 5]], [3, 3, 8], new() { Intercept = false }).Coefficients, [1, 1]);
        says.That(LeastSquares.Fit(plane.Rows(..3), [3, 3, 8], new() { Intercept = false }).Coefficients, [1, 1]);
        says.That(LeastSquares.Fit(plane.ToJaggedArray(), [9, 8, 22, 18], new() { Method = LeastSquaresMethod.PseudoInverse }).Coefficients, [1, 2, 3]);
        says.That(LeastSquares.Fit(x, y, new() { Ridge = 1 }).Slope, 4.0 / 3);
        says.That(LeastSquares.FitPolynomial([1, 2, 3], [2, 5, 10], 2, new() { KeepData = false }).Degree, 2);
        says.That(LeastSquares.Fit(plane, plane, new() { Intercept = false })[0].Coefficients, [1, 0]);
    }

    private static void Models(Says says)
    {
        LinearModel<double> line = LeastSquares.Fit([20, 30, 40], [30, 50, 80]);
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3], [5, 1]];
        LinearModel<double> plane = LeastSquares.Fit(x, [9, 8, 22, 18, 14]);

        says.That(line.Predict(45), At45);
        says.That(line.Predict([45]), At45);
        says.That(line.PredictMany([45, 20])[0], At45);
        says.That(line.PredictMany(new double[] { 45 }), [At45]);
        says.That(plane.Predict(1, 2), 9);
        says.That(plane.Predict([1, 2]), 9);
        says.That(plane.Predict(new double[] { 1, 2 }), 9);
        says.That(plane.Predict(x.Row(0)), 9);
        says.That(plane.Predict(x), [9, 8, 22, 18, 14]);
        says.That(plane.Predict(x.Rows(..2)), [9, 8]);
        says.That(plane.Predict(Matrix.Create(x.ToJaggedArray())), [9, 8, 22, 18, 14]);
        says.That(line.Coefficients[0], line.Intercept);
        says.That(line.Coefficients[^1], 2.5);
        says.That(line.Coefficients.Sum(), line.Intercept + line.Slope);
        says.That(line.Residuals().Sum(), 0);
        says.That(line.Summary().StandardErrors.Max() > 0);
        says.That(string.Join(" ", plane.Coefficients.Select(b => b.ToString("F1"))), "1.0 2.0 3.0");
        says.That(line.ConfidenceInterval(30).Contains(line.Predict(30)));
        says.That(line.PredictionInterval([30]).Contains(53.33));
        says.That(plane.ConfidenceInterval([1, 2]).Contains(9));
        says.That(line.Summary().RSquared, 0.9868, 1e-3);
        says.That($"{line}".Contains("Std. Error", StringComparison.Ordinal));
    }

    private static void Accumulators(Says says)
    {
        var accumulator = new LeastSquaresAccumulator<double>(predictorCount: 2);
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3]];
        double[] y = [9, 8, 22, 18];
        accumulator.Add(x, y);
        accumulator.Add(x, [9, 8, 22, 18]);
        accumulator.Add([[5, 1]], [14]);
        accumulator.Add([[5, 1], [6, 1]], [14, 16], [1, 2]);
        accumulator.Add(x.Rows(..2), y.AsSpan(..2));
        accumulator.Add(x.Rows(2..), y[2..], [1, 1]);
        accumulator.Add(x.AsReadOnly(), y);
        foreach (int row in Enumerable.Range(0, 4))
        {
            accumulator.Add(x.Rows(row..(row + 1)), [y[row]]);
        }
        accumulator.Forget(0.9);
        accumulator.Forget(forgetting: 0.5);
        says.That(accumulator.RowCount, 23);
        says.That(accumulator.Fit().Coefficients, [1, 2, 3]);
    }

    private static void Streams(Says says)
    {
        Matrix<double> x = [[1, 2], [2, 1], [3, 5], [4, 3]];
        double[] y = [9, 8, 22, 18];
        RecursiveLeastSquares all = new(2), forgetting = new(2, 0.98), latest = new(predictorCount: 2, window: 3), plane = new(2, intercept: false);
        for (int row = 0; row < 4; row++)
        {
            all.Add(x.Row(row), y[row]);
            forgetting.Add([x[row, 0], x[row, 1]], y[row]);
            latest.Add(x.Row(row).ToArray(), y[row]);
            plane.Add([row, 1], 2 * row);
        }
        all.Add([5, 1], 14);
        says.That(all.Coefficients[1], 2);
        says.That([.. forgetting.Coefficients], [1, 2, 3]);
        says.That(latest.Predict(5, 1), 14);
        says.That(latest.Predict([5, 1]), 14);
        says.That(plane.Coefficients[0], 2);
        says.That(all.ResidualDegreesOfFreedom, 2);
        says.That(all.Message == "Identified");
    }

    private static void Refusals(Says says)
    {
        double[][] ragged = [[1, 2], [1]];
        says.Refuses(() => LeastSquares.Fit([], []), "Fit: x is 0×1; there must be at least one row.");
        says.Refuses(() => LeastSquares.Fit<double>([], []), "Fit: x is 0×1; there must be at least one row.");
        says.Refuses(() => LeastSquares.Fit(ragged, [1, 2]), "Fit: row 1 has 1 elements, row 0 has 2; all rows must have the same length.");
        says.Refuses(() => LeastSquares.Fit([1, 2], [1, 2]).Predict([1, 2]), "Predict: x has 2 elements; it must have 1, for it is one point; PredictMany takes many.");
    }
}
