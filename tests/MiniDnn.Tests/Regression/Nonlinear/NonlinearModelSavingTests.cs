using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>Curves that are loaded say what they said before: ready ones by their names, others with their function.</summary>
internal sealed class NonlinearModelSavingTests
{
    private static readonly double[] X = [0.5, 1, 1.7, 2.4, 3.1, 4, 5.2, 6, 7.5, 9, 11, 14], Y = [0.21, 0.38, 0.8, 1.1, 1.62, 2.2, 2.75, 2.9, 3.1, 3.3, 3.28, 3.41];

    private static IEnumerable<string> Curves => Curve.ByName.Keys;

    private static double Decay(double x, ReadOnlySpan<double> p) => p[0] + (p[1] * Math.Exp(-p[2] * x));

    private static void Slopes(double x, ReadOnlySpan<double> p, Span<double> slopes)
    {
        double decayed = Math.Exp(-p[2] * x);
        (slopes[0], slopes[1], slopes[2]) = (1, decayed, -p[1] * x * decayed);
    }

    private static double Two(double[] x, ReadOnlySpan<double> p) => p[0] * x[0] / (p[1] + x[1]);

    private static MemoryStream Saved<TX>(NonlinearModel<TX> model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        return stream;
    }

    private static NonlinearModel<double> Again(NonlinearModel<double> model) => Curve.Load(Saved(model));

    private static NonlinearModel<TX> Again<TX>(NonlinearModel<TX> model, NonlinearFunction<TX> function, NonlinearDerivative<TX>? derivative = null)
        => NonlinearModel<TX>.Load(Saved(model), function, derivative);

    private static string[] Said<TX>(NonlinearModel<TX> model, params TX[] points)
        =>
        [
            model.ToString("R", CultureInfo.InvariantCulture), string.Join(' ', model.Residuals()), string.Join(' ', model.CoefficientIntervals(0.9)),
            $"{model.RowCount} {model.Coefficients.Count} {model.Outcome} {string.Join(' ', model.Remarks)}",
            string.Join(' ', points.Select(x => $"{model.Predict(x):R} {model.ConfidenceInterval(x):R} {model.PredictionInterval(x, 0.8, 2):R}")),
            string.Join(' ', model.Summary().Covariance().AsSpan().ToArray()),
        ];

    [TestCaseSource(nameof(Curves))]
    public void A_ready_curve_says_the_same_to_the_bit(string name)
    {
        double[] weights = [.. X.Select((_, i) => i % 5 == 4 ? 0 : 1.0 + i)];
        foreach (NonlinearOptions<double> options in new NonlinearOptions<double>[] { new(), new() { Weights = weights }, new() { Weights = weights, WeightsAreInverseVariances = true } })
        {
            NonlinearModel<double> model = Curve.ByName[name].Fit(X, Y, options);
            Assert.That(Said(Again(model), 0.7, 3, 20), Is.EqualTo(Said(model, 0.7, 3, 20)));
        }
    }

    [Test]
    public void Every_ready_curve_has_a_name()
    {
        IEnumerable<string> properties = typeof(Curve).GetProperties().Where(property => property.PropertyType == typeof(Curve)).Select(property => property.Name);
        Assert.That(Curve.ByName.Keys, Is.EquivalentTo(properties));
        Assert.That(properties.Select(name => typeof(Curve).GetProperty(name)!.GetValue(null)), Is.EqualTo(properties.Select(name => Curve.ByName[name])));
    }

    [Test]
    public void A_function_of_ones_own_is_given_again()
    {
        NonlinearOptions<double>[] all =
            [new(), new() { LowerBounds = [3.6, -9, 0] }, new() { FixedParameters = [0] }, new() { ParameterNames = ["rest", "größe", "k"], Iterations = 2 }, new() { Derivative = Slopes }];
        foreach (NonlinearOptions<double> options in all)
        {
            NonlinearModel<double> model = NonlinearLeastSquares.Fit(Decay, X, Y, [4, -3, 0.3], options);
            Assert.That(Said(Again(model, Decay, options.Derivative), 0.7, 3), Is.EqualTo(Said(model, 0.7, 3)));
        }
        double[][] rows = [.. X.Select((x, i) => new[] { x, i % 3 })];
        NonlinearModel<double[]> two = NonlinearLeastSquares.Fit(Two, rows, Y, [1, 1]);
        Assert.That(Said(Again(two, Two), rows[2]), Is.EqualTo(Said(two, rows[2])));
    }

    [Test]
    public void A_file_is_read_back()
    {
        string path = Path.GetTempFileName();
        NonlinearModel<double> model = Curve.MichaelisMenten.Fit(X, Y);
        model.Save(path);
        Assert.That(Curve.Load(path).Predict(2), Is.EqualTo(model.Predict(2)));
        Assert.That(File.ReadAllText(path), Does.Contain("\"curve\": \"MichaelisMenten\"").And.Contain("\"parameterNames\": ["));
        File.Delete(path);
    }

    [Test]
    public void What_does_not_belong_together_is_refused()
    {
        NonlinearModel<double> own = NonlinearLeastSquares.Fit(Decay, X, Y, [4, -3, 0.3]), ready = Curve.Logistic4.Fit(X, Y);
        Refused(() => Again(own), "The model is of a function of its own, which no file holds: give it to NonlinearModel.Load.");
        Refused(() => Again(own, Decay, Slopes), "The fit was without a derivative; the model must be loaded likewise.");
        Refused(() => Again(ready, Decay), "The model is of the curve Logistic4; it must be loaded by Curve.Load.");
        Refused(() => Again(own, (x, p) => Math.Sqrt(-1 - x)), "The function is not defined at the parameters that were saved: it is not the one that was fitted.");
        Assert.That(() => Again(own, (x, p) => p[0] + (p[1] * Math.Exp(p[2] * x))), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("it is not the one that was fitted, or the file was altered"));
        NonlinearModel<(double A, double B)> records = NonlinearLeastSquares.Fit<(double A, double B)>((x, p) => p[0] * x.A, [(1, 2), (2, 3), (3, 4)], [1, 2, 3.5], [1]);
        Assert.That(() => records.Save(new MemoryStream()), Throws.InstanceOf<NotSupportedException>().With.Message.EqualTo("Save: points of type ValueTuple`2 can't be saved; numbers and arrays of numbers can."));
        Assert.That(() => NonlinearModel<double>.Load(Saved(own), null!), Throws.ArgumentNullException);

        static void Refused(Action load, string message) => Assert.That(load, Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(message));
    }
}
