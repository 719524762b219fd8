namespace MiniDnn.Tests;

/// <summary>The diagnostics against their definitions: what happens when an observation is moved or left out.</summary>
internal sealed class DiagnosticsTests
{
    private const int Rows = 14;

    private static (Matrix<double> X, double[] Y) Data()
    {
        Matrix<double> x = TestMatrices.Random<double>(Rows, 2, 11);
        Matrix<double> noise = TestMatrices.Random<double>(1, Rows, 12);
        return (x, [.. Enumerable.Range(0, Rows).Select(i => 1 + (2 * x[i, 0]) - x[i, 1] + (0.3 * noise[0, i]))]);
    }

    private static Matrix<double> Design(Matrix<double> x) => Matrix.Create(x.RowCount, 3, (i, j) => j == 0 ? 1 : x[i, j - 1]);

    [Test]
    public void A_leverage_is_how_far_a_prediction_follows_its_observation()
    {
        (Matrix<double> x, double[] y) = Data();
        LinearModel<double> model = LeastSquares.Fit(x, y);
        for (int i = 0; i < Rows; i++)
        {
            double[] moved = [.. y];
            moved[i]++;
            Assert.That(model.Diagnostics().Leverages[i], Is.EqualTo(LeastSquares.Fit(x, moved).Predict(x.Row(i)) - model.Predict(x.Row(i))).Within(1e-13));
        }
        Assert.That(model.Diagnostics().Leverages.ToArray().Sum(), Is.EqualTo(3).Within(1e-13));
    }

    [Test]
    public void Cooks_distance_is_how_far_the_fit_moves_without_an_observation()
    {
        (Matrix<double> x, double[] y) = Data();
        LinearModel<double> model = LeastSquares.Fit(x, y);
        double variance = model.Summary().ResidualStandardError * model.Summary().ResidualStandardError;
        for (int i = 0; i < Rows; i++)
        {
            int[] others = [.. Enumerable.Range(0, Rows).Where(r => r != i)];
            LinearModel<double> without = LeastSquares.Fit(Matrix.Create(Rows - 1, 2, (r, j) => x[others[r], j]), [.. others.Select(r => y[r])]);
            double distance = Enumerable.Range(0, Rows).Sum(r => Math.Pow(model.Predict(x.Row(r)) - without.Predict(x.Row(r)), 2)) / (3 * variance);
            Assert.That(model.Diagnostics().CooksDistances[i], Is.EqualTo(distance).Within(1e-12));
            double standardized = model.Residuals()[i] / (model.Summary().ResidualStandardError * Math.Sqrt(1 - model.Diagnostics().Leverages[i]));
            Assert.That(model.Diagnostics().StandardizedResiduals[i], Is.EqualTo(standardized).Within(1e-13));
        }
    }

    [Test]
    public void Robust_covariances_are_their_sandwiches([Values] CovarianceKind kind)
    {
        (Matrix<double> x, double[] y) = Data();
        LinearModel<double> model = LeastSquares.Fit(x, y);
        Matrix<double> design = Design(x), bread = design.TransposeMultiply(design).Inverse(), filling = new(3, 3);
        for (int i = 0; i < Rows; i++)
        {
            double h = model.Diagnostics().Leverages[i], e = model.Residuals()[i];
            double weight = kind switch
            {
                CovarianceKind.HC0 => e * e,
                CovarianceKind.HC1 => e * e * Rows / (Rows - 3),
                CovarianceKind.HC2 => e * e / (1 - h),
                CovarianceKind.HC4 => e * e * Math.Pow(1 - h, -Math.Min(4, Rows * h / 3)),
                _ => e * e / ((1 - h) * (1 - h)),
            };
            filling += design.Rows(i..(i + 1)).AsReadOnly().TransposeMultiply(design.Rows(i..(i + 1))) * weight;
        }
        Matrix<double> sandwich = bread * filling * bread;
        Assert.That(model.Diagnostics().RobustSummary(kind).Covariance().ApproximatelyEquals(sandwich, 1e-12));
        Assert.That(model.Diagnostics().RobustSummary(kind).StandardErrors, Is.EqualTo(Enumerable.Range(0, 3).Select(j => Math.Sqrt(sandwich[j, j]))).Within(1e-12));
    }

    [Test]
    public void Covariance_and_intervals_follow_from_the_inverse_of_the_normal_equations()
    {
        (Matrix<double> x, double[] y) = Data();
        LinearModel<double> model = LeastSquares.Fit(x, y);
        Matrix<double> design = Design(x);
        Matrix<double> covariance = design.TransposeMultiply(design).Inverse() * (model.Summary().ResidualStandardError * model.Summary().ResidualStandardError);
        Assert.That(model.Summary().Covariance().ApproximatelyEquals(covariance, 1e-12));
        const double T975 = 2.200985160082949;   // Student's t with 11 degrees of freedom
        for (int j = 0; j < 3; j++)
        {
            Interval<double> interval = model.CoefficientIntervals()[j];
            Assert.That(interval.Upper - model.Coefficients[j], Is.EqualTo(T975 * Math.Sqrt(covariance[j, j])).Within(1e-11));
            Assert.That(interval.Contains(model.Coefficients[j]));
        }
        double[] point = [0.3, -0.7];
        Matrix<double> row = [[1, 0.3, -0.7]];
        double spread = (row * covariance).MultiplyTransposed(row)[0, 0];
        Assert.That(model.ConfidenceInterval(point).Upper - model.Predict(point), Is.EqualTo(T975 * Math.Sqrt(spread)).Within(1e-11));
    }

    [Test]
    public void Weights_are_repetitions()
    {
        (Matrix<double> x, double[] y) = Data();
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => (double)(1 + (i % 3)))];
        int[] rows = [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, 1 + (i % 3)))];
        LinearModel<double> weighted = LeastSquares.Fit(x, y, new() { Weights = weights });
        LinearModel<double> repeated = LeastSquares.Fit(Matrix.Create(rows.Length, 2, (i, j) => x[rows[i], j]), [.. rows.Select(i => y[i])]);
        Assert.That(weighted.Coefficients.ToArray(), Is.EqualTo(repeated.Coefficients.ToArray()).Within(1e-13));
        Assert.That(weighted.Summary().ResidualSumOfSquares, Is.EqualTo(repeated.Summary().ResidualSumOfSquares).Within(1e-13));
        Assert.That(weighted.Summary().RSquared, Is.EqualTo(repeated.Summary().RSquared).Within(1e-13));
        double[] zero = [.. weights];
        zero[5] = 0;
        int[] others = [.. Enumerable.Range(0, Rows).Where(i => i != 5)];
        LinearModel<double> without = LeastSquares.Fit(Matrix.Create(Rows - 1, 2, (i, j) => x[others[i], j]), [.. others.Select(i => y[i])], new() { Weights = [.. others.Select(i => weights[i])] });
        Assert.That(LeastSquares.Fit(x, y, new() { Weights = zero }).Coefficients.ToArray(), Is.EqualTo(without.Coefficients.ToArray()).Within(1e-13));
    }

    [Test]
    public void Ridge_is_least_squares_with_more_rows()
    {
        (Matrix<double> x, double[] y) = Data();
        const double Lambda = 2.5;
        LinearModel<double> ridge = LeastSquares.Fit(x, y, new() { Ridge = Lambda });
        Matrix<double> design = Design(x);
        Matrix<double> normal = design.TransposeMultiply(design);
        normal[1, 1] += Lambda;
        normal[2, 2] += Lambda;
        Matrix<double> expected = normal.Inverse() * new Matrix<double>(3, 1, design.TransposeMultiply(y));
        Assert.That(ridge.Coefficients.ToArray(), Is.EqualTo(expected.AsSpan().ToArray()).Within(1e-13));
        Assert.That(ridge.Remarks, Has.Some.Contains("Ridge shrinks the coefficients"));
        Assert.That(ridge.Summary().FStatistic, Is.NaN);
    }

    [Test]
    public void Calibration_finds_every_x_whose_prediction_interval_holds_y()
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8], y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.8, 16.1];
        LinearModel<double> line = LeastSquares.Fit(x, y);
        InversePrediction<double> found = line.PredictInverse(9);
        Assert.That(found.IsBounded);
        Assert.That(line.Predict(found.Estimate), Is.EqualTo(9).Within(1e-13));
        Assert.That(line.PredictionInterval(found.Interval.Lower).Upper, Is.EqualTo(9).Within(1e-12));
        Assert.That(line.PredictionInterval(found.Interval.Upper).Lower, Is.EqualTo(9).Within(1e-12));
        InversePrediction<double> mean = line.PredictInverse(9, repeats: 100);
        Assert.That(mean.Interval.Upper - mean.Interval.Lower, Is.LessThan(found.Interval.Upper - found.Interval.Lower));
        Assert.That(LeastSquares.Fit(x, [1, -1, 1, -1, 1, -1, 1, -1]).PredictInverse(0).IsBounded, Is.False);
        LinearModel<double> throughZero = LeastSquares.Fit(x, y, new() { Intercept = false });
        InversePrediction<double> fromZero = throughZero.PredictInverse(9);
        Assert.That(throughZero.PredictionInterval(fromZero.Interval.Lower).Upper, Is.EqualTo(9).Within(1e-12));
    }

    [Test]
    public void Polynomials_predict_and_enclose()
    {
        double[] x = [-2, -1, 0, 1, 2, 3], y = [4.1, 0.9, 0.1, 1.1, 3.8, 9.2];
        LinearModel<double> parabola = LeastSquares.FitPolynomial(x, y, 2);
        double[] many = parabola.PredictMany(x);
        for (int i = 0; i < x.Length; i++)
        {
            double value = parabola.Coefficients[0] + (parabola.Coefficients[1] * x[i]) + (parabola.Coefficients[2] * x[i] * x[i]);
            Assert.That(many[i], Is.EqualTo(value).Within(1e-13));
            Assert.That(y[i] - many[i], Is.EqualTo(parabola.Residuals()[i]).Within(1e-13));
            Assert.That(parabola.PredictionInterval(x[i]).Contains(parabola.ConfidenceInterval(x[i]).Upper));
        }
        Assert.That(parabola.Predict(new Matrix<double>(2, 1, [0.5, 1.5])), Is.EqualTo(parabola.PredictMany([0.5, 1.5])));
        Assert.That(parabola.ToString("F3", System.Globalization.CultureInfo.InvariantCulture), Does.Contain("R²").And.Contain("x^2").Or.Contain("x²"));
    }
}
