namespace MiniDnn.Tests;

/// <summary>What is refused, and what is said where statistics have no meaning.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class LeastSquaresInputTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T Number(double value) => T.CreateChecked(value);

    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static Matrix<T> Columns(params double[][] columns) => Matrix.Create(columns[0].Length, columns.Length, (i, j) => Number(columns[j][i]));

    private static void Refused(LeastSquaresOptions<T> options, string message)
        => Assert.That(() => LeastSquares.Fit(Columns([1, 2, 3], [2, 1, 5]), Numbers(1, 2, 4), options), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));

    [Test]
    public void Shapes_and_values_are_checked()
    {
        Assert.That(() => LeastSquares.Fit(new Matrix<T>(0, 2), []), Throws.ArgumentException.With.Message.StartsWith("Fit: x is 0×2; there must be at least one row."));
        Assert.That(() => LeastSquares.Fit(new Matrix<T>(2, 0), Numbers(1, 2), new() { Intercept = false }), Throws.ArgumentException.With.Message.Contains("there must be at least one parameter"));
        Assert.That(() => LeastSquares.Fit(Columns([1, 2]), Numbers(1, 2, 3)), Throws.ArgumentException.With.Message.StartsWith("Fit: y has 3 elements; it must have 2, one for each row of x."));
        Assert.That(() => LeastSquares.Fit(Columns([1, double.NaN]), Numbers(1, 2)), Throws.ArgumentException.With.Message.StartsWith("Fit: x[1, 0] is NaN; every value must be finite."));
        Assert.That(() => LeastSquares.Fit(Columns([1, 2]), Numbers(1, double.PositiveInfinity)), Throws.ArgumentException.With.Message.Contains("y[1] is"));
        Assert.That(() => LeastSquares.Fit(Columns([1, 2]), new Matrix<T>(3, 1)), Throws.ArgumentException.With.Message.StartsWith("Fit: x is 2×1, targets is 3×1; targets.RowCount must equal x.RowCount."));
        Assert.That(() => LeastSquares.FitPolynomial(Numbers(1, 2), Numbers(1, 2), -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => LeastSquares.Fit((Matrix<T>)null!, Numbers(1)), Throws.ArgumentNullException);
    }

    [Test]
    public void Options_are_checked()
    {
        Refused(new() { Ridge = Number(-1) }, "Ridge is -1; it must be finite and at least 0.");
        Refused(new() { RankTolerance = Number(2) }, "RankTolerance is 2; it must be at least 0 and less than 1.");
        Refused(new() { Method = (LeastSquaresMethod)7 }, "Method is 7; there is no such method.");
        Refused(new() { PredictorNames = ["a"] }, "PredictorNames has 1 elements; it must have 2, one for each predictor.");
        Refused(new() { Weights = Numbers(1, 2) }, "Weights has 2 elements; it must have 3, one for each row of x.");
        Refused(new() { Weights = Numbers(1, -2, 1) }, "Weights[1] is -2; a weight must be finite and at least 0.");
        Refused(new() { Weights = Numbers(1, double.NaN, 1) }, "Weights[1] is NaN");
        Refused(new() { Weights = Numbers(0, 0, 0) }, "all 3 weights are 0; at least one must be positive.");
    }

    [Test]
    public void Questions_to_a_model_are_checked()
    {
        LinearModel<T> plane = LeastSquares.Fit(Columns([1, 2, 3, 5], [2, 1, 5, 4]), Numbers(1, 2, 4, 4));
        Assert.That(() => plane.Predict(Number(1)), Throws.InvalidOperationException.With.Message.Contains("the model has 2 predictors; give a value for each."));
        Assert.That(() => plane.Predict(Numbers(1, 2, 3).AsSpan()), Throws.ArgumentException.With.Message.StartsWith("Predict: x has 3 elements; it must have 2, one for each predictor."));
        Assert.That(() => plane.Predict(new Matrix<T>(2, 3)), Throws.ArgumentException.With.Message.StartsWith("Predict: x is 2×3; it must have 2 columns, one for each predictor."));
        Assert.That(() => plane.Predict(new Matrix<T>(2, 2), new T[3]), Throws.ArgumentException.With.Message.Contains("destination has 3 elements"));
        var points = new Matrix<T>(2, 2);
        Assert.That(() => plane.Predict(points, points.AsSpan()[..2]), Throws.ArgumentException.With.Message.Contains("destination overlaps x"));
        Assert.That(() => plane.PredictInverse(Number(1)), Throws.InvalidOperationException.With.Message.Contains("it must be a line or a polynomial in one predictor"));
        Assert.That(() => plane.PredictMany(Numbers(1)), Throws.InvalidOperationException);
        Assert.That(() => plane.CoefficientIntervals(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => plane.Diagnostics().RobustSummary((CovarianceKind)9).Covariance(), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("There is no such robust covariance."));
        LinearModel<T> line = LeastSquares.Fit(Numbers(1, 2, 3), Numbers(1, 2, 4), new() { KeepData = false });
        Assert.That(() => line.Diagnostics(), Throws.InvalidOperationException.With.Message.Contains("KeepData = true"));
        T[] values = Numbers(1, 2, 3);
        Assert.That(() => line.PredictMany(values.AsSpan(0, 2), values.AsSpan(1, 2)), Throws.ArgumentException.With.Message.Contains("destination overlaps x in part"));
        line.PredictMany(values, values);
        Assert.That(values[2], Is.EqualTo(line.Predict(Number(3))));
    }

    [Test]
    public void A_constant_column_is_named_as_dependent()
    {
        LinearModel<T> model = LeastSquares.Fit(Columns([1, 2, 3, 4], [5, 5, 5, 5]), Numbers(1, 2, 3, 5), new() { PredictorNames = ["hours", "constant"] });
        Assert.That(model.Rank, Is.EqualTo(2));
        Assert.That(model.DependentColumns, Is.Not.Empty);
        Assert.That(model.Remarks, Has.Some.Contains("depends linearly on"));
        Assert.That(model.ToString(), Does.Contain("Note: Column"));
        Assert.That(double.CreateChecked(model.ConditionNumber()), Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Duplicate_columns_share_their_coefficient()
    {
        LinearModel<T> model = LeastSquares.Fit(Columns([1, 2, 3, 4], [1, 2, 3, 4]), Numbers(3, 5, 7, 9));
        Assert.That(double.CreateChecked(model.Coefficients[1]), Is.EqualTo(1).Within(1e-5));
        Assert.That(double.CreateChecked(model.Coefficients[2]), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void As_many_rows_as_parameters_fit_exactly_and_leave_no_degrees_of_freedom()
    {
        LinearModel<T> model = LeastSquares.Fit(Numbers(1, 3), Numbers(2, 8));
        Assert.That((double.CreateChecked(model.Slope), double.CreateChecked(model.Intercept)), Is.EqualTo((3.0, -1.0)));
        Assert.That(model.Summary().ResidualDegreesOfFreedom, Is.Zero);
        Assert.That(T.IsNaN(model.Summary().StandardErrors[0]) && T.IsNaN(model.Summary().PValues[0]) && T.IsNaN(model.Summary().ResidualStandardError));
        Assert.That(model.Remarks, Has.Some.Contains("2 rows leave no degrees of freedom"));
    }

    [Test]
    public void Fewer_rows_than_parameters_give_the_answer_of_least_norm([Values] LeastSquaresMethod method)
    {
        LinearModel<T> model = LeastSquares.Fit(Columns([1], [2], [2]), Numbers(9), new() { Intercept = false, Method = method });
        Assert.That(model.Coefficients.ToArray().Select(double.CreateChecked), Is.EqualTo(new[] { 1.0, 2, 2 }).Within(1e-6));
        Assert.That(model.Rank, Is.EqualTo(1));
    }

    [Test]
    public void One_row_with_an_intercept()
    {
        LinearModel<T> model = LeastSquares.Fit(Numbers(2), Numbers(5));
        Assert.That(double.CreateChecked(model.Predict(Number(2))), Is.EqualTo(5).Within(1e-6));
    }

    [Test]
    public void A_constant_target_has_no_R_squared_and_says_so()
    {
        LinearModel<T> model = LeastSquares.Fit(Numbers(1, 2, 3, 4), Numbers(7, 7, 7, 7));
        Assert.That(T.IsNaN(model.Summary().RSquared) && T.IsNaN(model.Summary().FStatistic));
        Assert.That(model.Remarks, Has.Some.StartsWith("The target is constant, so R² and F are not defined"));
        LinearModel<T> zero = LeastSquares.Fit(Numbers(1, 2, 3), Numbers(0, 0, 0), new() { Intercept = false });
        Assert.That(zero.Remarks, Has.Some.StartsWith("The target is 0 everywhere"));
    }

    [Test]
    public void A_column_of_zeros_and_a_model_of_the_mean_say_what_they_are()
    {
        Assert.That(LeastSquares.Fit(Columns([1, 2, 3], [0, 0, 0]), Numbers(1, 2, 4)).Remarks, Has.Some.Contains("is 0 in every row that counts"));
        LinearModel<T> mean = LeastSquares.Fit(new Matrix<T>(3, 0), Numbers(1, 2, 6));
        Assert.That(double.CreateChecked(mean.Coefficients[0]), Is.EqualTo(3).Within(1e-6));
        Assert.That(mean.Remarks, Has.Some.StartsWith("There is nothing beside the constant"));
    }

    [Test]
    public void Numbers_near_the_ends_of_the_range_are_scaled_inside()
    {
        double large = typeof(T) == typeof(float) ? 1e30 : 1e200;
        foreach (double unit in new[] { large, 1 / large })
        {
            LinearModel<T> model = LeastSquares.Fit(Numbers(1 * unit, 2 * unit, 3 * unit, 4 * unit), Numbers(3 * unit, 5 * unit, 7 * unit, 9 * unit));
            Assert.That(double.CreateChecked(model.Slope), Is.EqualTo(2).Within(1e-5));
            Assert.That(double.CreateChecked(model.Intercept) / unit, Is.EqualTo(1).Within(1e-5));
            Assert.That(double.CreateChecked(model.Predict(Number(5 * unit))) / unit, Is.EqualTo(11).Within(1e-5));
            Assert.That(double.CreateChecked(model.Summary().RSquared), Is.EqualTo(1).Within(1e-6));
        }
    }
}
