using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>What multinomial models refuse and say, their options, records and files.</summary>
internal sealed class MultinomialInputTests
{
    private static readonly Matrix<double> X = Matrix.Create(9, 1, (i, _) => i + 1.0);

    private static readonly int[] Labels = [0, 1, 0, 1, 2, 1, 2, 0, 2];

    private static Matrix<double> Column(params double[] x) => Matrix.Create(x.Length, 1, (i, _) => x[i]);

    private static void Refuses(Func<object> fit, string message) => Assert.That(fit, Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void Bad_input()
    {
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0]), "labels has 1 elements; it must have 2");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 2]), "the labels go from 0 to 2; there must be two classes or more, from 0, each in a row that counts: class 1 \"1\" is in none");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 0]), "class 1 is in none");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, int.MaxValue]), "the labels go from 0 to 2147483647");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, -1]), "labels[1] is -1; it must be 0 or more");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 2], new() { ClassNames = ["a", "b"] }), "labels[1] is 2; it must be from 0 to 1, for there are 2 class names");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { ClassNames = ["a", "b", "c"] }), "class 2 \"c\" is in none");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { ClassNames = ["a", "a"] }), "ClassNames[0] and [1] are both \"a\"; every class must have a name of its own");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { ClassNames = ["a", ""] }), "ClassNames[1] is empty");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { Reference = "b" }), "Reference is \"b\"; it must be one of the classes, 0, 1");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { PredictorNames = ["a", "b"] }), "PredictorNames has 2 elements");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { Weights = [1] }), "Weights has 1 elements");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { Weights = [1, -1] }), "Weights[1] is -1; every value must be 0 or more, and finite");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { Weights = [1, 0] }), "class 1 \"1\" is in none");
        Refuses(() => MultinomialModel.Fit(Column(1, 2), [0, 1], new() { Weights = [0, 0] }), "none of 2 rows counts");
        Refuses(() => MultinomialModel.Fit(Column(1, double.NaN), [0, 1]), "x[1, 0] is NaN; every value must be finite, or its row have weight 0");
        Refuses(() => MultinomialModel.Fit(new Matrix<double>(0, 1), []), "none of 0 rows counts");
        Refuses(() => MultinomialModel.Fit(new Matrix<double>(2, 0), [0, 1], new() { Intercept = false }), "there is nothing to fit");
        Refuses(() => MultinomialModel.Fit(X, Labels).Predict([1, 2]), "x has 2 elements; it must have 1");
        Refuses(() => MultinomialModel.Fit(X, Labels).ConfidenceInterval([1, 2]), "ConfidenceInterval: x has 2 elements; it must have 1");
        Assert.That(() => MultinomialModel.Fit(X, Labels).ConfidenceInterval([1], 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => MultinomialModel.Fit(null!, [0]), Throws.ArgumentNullException);
        Assert.That(() => MultinomialModel.Fit(X, null!), Throws.ArgumentNullException);
        Assert.That(() => MultinomialModel.Fit(X, Labels).CoefficientIntervals(1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Constants_alone_are_the_shares()
    {
        MultinomialModel model = MultinomialModel.Fit(new Matrix<double>(6, 0), [0, 0, 0, 1, 1, 2]);
        Assert.That(model.Coefficients[0], Is.EqualTo(Math.Log(2.0 / 3)).Within(1e-15));
        Assert.That(model.Predict([])[0], Is.EqualTo(0.5).Within(1e-15));
        Assert.That(model.Summary().Deviance, Is.EqualTo(model.Summary().NullDeviance).Within(1e-14));
        Assert.That(model.Summary().StandardErrors[1], Is.EqualTo(Math.Sqrt(1 + (1 / 3.0))).Within(1e-15));
    }

    [Test]
    public void Dependent_columns_have_no_coefficient_and_change_nothing()
    {
        MultinomialModel plain = MultinomialModel.Fit(X, Labels);
        MultinomialModel model = MultinomialModel.Fit(Matrix.Create(9, 3, (i, j) => j == 0 ? X[i, 0] : j == 1 ? 3 * X[i, 0] : 2), Labels, new() { PredictorNames = ["a", "b", "c"] });
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(model.Remarks, Has.Some.StartsWith("b, c depend on columns before: no coefficient (NaN)"));
        Assert.That(model.Coefficients[2], Is.NaN);
        Assert.That(model.Summary().StandardErrors[7], Is.NaN);
        Assert.That(model.Coefficients[5], Is.EqualTo(plain.Coefficients[3]).Within(1e-14));
        Assert.That(model.ConfidenceInterval([2, 6, 2])[2].Upper, Is.EqualTo(plain.ConfidenceInterval([2])[2].Upper).Within(1e-14));
        Assert.That(model.Predict([2, 6, 2]), Is.EqualTo(plain.Predict([2])).Within(1e-14));
        Assert.That(model.Summary().ResidualDegreesOfFreedom, Is.EqualTo(plain.Summary().ResidualDegreesOfFreedom));
        MultinomialModel far = MultinomialModel.Fit(Matrix.Create(9, 2, (i, j) => X[i, 0] + (j * 1e-9 * Math.Sin(i))), Labels);
        Assert.That(far.Remarks, Has.Some.StartsWith("Columns nearly depend on each other"));
    }

    [Test]
    public void Names_are_in_tables_in_any_culture()
    {
        MultinomialModel model = MultinomialModel.Fit(X, Labels, new() { ClassNames = ["Bus", "Rad", "Auto"], Reference = "Rad", PredictorNames = ["größe"] });
        string german = model.ToString("F3", CultureInfo.GetCultureInfo("de-DE")), table = model.ToString("F3", CultureInfo.InvariantCulture);
        Assert.That(german, Does.Contain("Auto: größe").And.Contain("0,593").And.Contain("Classes: Bus, Rad, Auto; reference: Rad").And.Contain("Bus: (Intercept)"));
        Assert.That(table, Does.Contain("0.593").And.Contain("z value").And.Contain("Pr(>|z|)").And.Contain("Converged after").And.Contain("(9 rows)"));
        Assert.That(table.ReplaceLineEndings("\n").Split('\n'), Has.Some.EqualTo("Null deviance:     19.775 on 16 degrees of freedom"));
        Assert.That(model.ClassNames, Is.EqualTo(new[] { "Bus", "Rad", "Auto" }));
        Assert.That(model.ParameterNames, Is.EqualTo(new[] { "Bus: (Intercept)", "Bus: größe", "Auto: (Intercept)", "Auto: größe" }));
        Assert.That($"{model}", Is.EqualTo($"{model.Summary()}"));
    }

    [Test]
    public void Records_have_labels_of_their_own()
    {
        var trips = Enumerable.Range(0, 30).Select(i => (Income: i % 11 + 0.5, City: i % 3 == 0 ? "Bern" : "Genf", By: (DayOfWeek)(1 + (((i * i) + (i / 9)) % 3)), Weight: 1.0 + (i % 2))).ToList();
        RecordModel<(double Income, string City, DayOfWeek By, double Weight), MultinomialModel> model = MultinomialModel.Fit(
            trips, t => t.By, terms => terms.Add(t => t.Income).Category(t => t.City), new() { Reference = "Tuesday", Weights = [.. trips.Select(t => t.Weight)] });
        Assert.That(model.Model.ClassNames, Is.EqualTo(new[] { "Monday", "Tuesday", "Wednesday" }));
        Assert.That(model.Model.ParameterNames, Is.EqualTo(new[] { "Monday", "Wednesday" }.SelectMany(by => new[] { $"{by}: (Intercept)", $"{by}: Income", $"{by}: City[Genf]" })));
        MultinomialModel same = MultinomialModel.Fit(
            Matrix.Create(30, 2, (i, j) => j == 0 ? trips[i].Income : trips[i].City == "Genf" ? 1 : 0), [.. trips.Select(t => (int)t.By - 1)], new() { Reference = "1", Weights = [.. trips.Select(t => t.Weight)] });
        Assert.That(model.Model.Coefficients, Is.EqualTo(same.Coefficients));
        Assert.That(model.Predict(trips[4]), Is.EqualTo(same.Predict([trips[4].Income, 1])));
        Assert.That(model.ConfidenceInterval(trips[4], 0.9), Is.EqualTo(same.ConfidenceInterval([trips[4].Income, 1], 0.9)));
        Refuses(() => model.Predict((1, "Rom", default, 0)), "Rom");
        Refuses(() => MultinomialModel.Fit(trips, t => t.City == "x", terms => terms.Add(t => t.Income)), "has 1 level");
        Refuses(() => MultinomialModel.Fit(trips, t => t.City, terms => terms.Add(t => t.Income), new() { ClassNames = ["a", "b"] }), "ClassNames must be null");
        Refuses(() => MultinomialModel.Fit(trips, t => t.City, terms => terms.Add(t => t.Income), new() { PredictorNames = ["a"] }), "PredictorNames must be null");
        Refuses(() => MultinomialModel.Fit(trips, t => t.City, terms => terms.Add(t => t.Income), new() { Reference = "Rom" }), "Reference is \"Rom\"; it must be one of the classes, Bern, Genf");
        Refuses(() => MultinomialModel.Fit(trips, t => (string?)null, terms => terms.Add(t => t.Income)), "has no value for");
        RecordModel<(double Income, string City, DayOfWeek By, double Weight), MultinomialModel> dropped = MultinomialModel.Fit(
            trips, t => t.Weight > 1 && t.Income > 9 ? null : t.City, terms => terms.Add(t => t.Income).DropMissing());
        Assert.That(dropped.DroppedRowCount, Is.EqualTo(trips.Count(t => t.Weight > 1 && t.Income > 9)));
    }

    [Test]
    public void A_loaded_model_says_the_same()
    {
        MultinomialOptions[] all =
        [
            new(), new() { Intercept = false }, new() { ClassNames = ["a \"b\"", "ß", "日本"], Reference = "ß", PredictorNames = ["größe"] },
            new() { Weights = [1, 2, 0, 1, 0.5, 1, 1, 3, 1] }, new() { Weights = [1, 2, 0, 1, 2, 1, 1, 3, 1], WeightsAreFrequencies = true },
        ];
        foreach (MultinomialOptions options in all)
        {
            MultinomialModel model = MultinomialModel.Fit(X, Labels, options);
            CheckSame(model);
        }
        CheckSame(MultinomialModel.Fit(X, [0, 1, 0, 1, 0, 1, 2, 2, 2]));
        CheckSame(MultinomialModel.Fit(Matrix.Create(9, 2, (i, j) => X[i, 0] * (j + 1)), Labels), 1, 2);
        Assert.That(() => MultinomialModel.Fit(X, Labels, new() { ClassNames = ["a", "b", "\ud800"] }).Save(new MemoryStream()), Throws.InvalidOperationException);
    }

    [Test]
    public void A_loaded_model_of_records_predicts_the_same()
    {
        Action<RecordTerms<House>> terms = t => t.Add(h => h.Area).DropMissing();
        RecordModel<House, MultinomialModel> model = MultinomialModel.Fit(House.All, h => h.Region, terms);
        string path = Path.GetTempFileName();
        model.Save(path);
        RecordModel<House, MultinomialModel> again = RecordModel.Load<House, MultinomialModel>(path, terms);
        File.Delete(path);
        Assert.That(again.ToString("R", null), Is.EqualTo(model.ToString("R", null)));
        Assert.That(again.Predict(House.All[0]), Is.EqualTo(model.Predict(House.All[0])));
    }

    private static void CheckSame(MultinomialModel model, params double[] point)
    {
        point = point.Length == 0 ? [2.5] : point;
        string path = Path.GetTempFileName();
        model.Save(path);
        MultinomialModel again = MultinomialModel.Load(path);
        File.Delete(path);
        Assert.That(again.ToString("R", null), Is.EqualTo(model.ToString("R", null)));
        Assert.That(again.Coefficients, Is.EqualTo(model.Coefficients));
        Assert.That(again.Predict(point), Is.EqualTo(model.Predict(point)));
        Assert.That(again.CoefficientIntervals(), Is.EqualTo(model.CoefficientIntervals()));
        Assert.That(again.Predict().AsSpan().ToArray(), Is.EqualTo(model.Predict().AsSpan().ToArray()));
        Assert.That(again.Remarks, Is.EqualTo(model.Remarks));
    }
}
