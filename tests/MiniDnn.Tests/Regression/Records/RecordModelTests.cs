using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>Models of records: against right values in both codings, and against the same fit on columns written by hand.</summary>
internal sealed class RecordModelTests
{
    private static readonly JsonElement Cases = TestData.Read("record-cases.json");

    private static readonly Action<RecordTerms<House>> Terms = terms => terms
        .Add(h => h.Area).Category(h => h.Region, reference: "north").Category(h => h.HasGarden).Interaction(h => h.Area, h => h.HasGarden);

    private static readonly House Gap = House.All[0] with { Area = null };

    private sealed record Row(JsonElement Set, int Index)
    {
        public double Number(string name) => Set.GetProperty(name)[Index].GetDouble();

        public string Text(string name) => Set.GetProperty(name)[Index].GetString()!;
    }

    private static Row[] Rows(string set)
    {
        JsonElement columns = Cases.GetProperty("datasets").GetProperty(set);
        return [.. Enumerable.Range(0, columns.EnumerateObject().First().Value.GetArrayLength()).Select(i => new Row(columns, i))];
    }

    private static RecordModel<Row, LinearModel<double>> Fit(string id, CategoryCoding coding) => id switch
    {
        "mtcars-cat" => LeastSquares.Fit(Rows("mtcars"), r => r.Number("mpg"), terms => terms
            .Category(r => r.Text("cyl"), coding, name: "cyl").Category(r => r.Text("am"), coding, name: "am").Add(r => r.Number("wt"), "wt")
            .Interaction(r => "cyl", r => "am", "cyl", "am")),
        "twoway-cov" => LeastSquares.Fit(Rows("twoway"), r => r.Number("y"), terms => terms
            .Category(r => r.Text("a"), coding, name: "a").Category(r => r.Text("b"), coding, name: "b").Add(r => r.Number("z"), "z")
            .Interaction(r => "a", r => "b", "a", "b")),
        _ => LeastSquares.Fit(Rows("twoway"), r => r.Number("y"), terms => terms
            .Category(r => r.Text("a"), coding, name: "a").Add(r => r.Number("z"), "z").Category(r => r.Text("b"), coding, name: "b")
            .Interaction(r => "a", r => "z", "a", "z")),
    };

    [Test]
    public void Coefficients_and_errors_are_right_in_both_codings([Values("mtcars-cat", "twoway-cov", "twoway-slopes")] string id)
    {
        JsonElement expected = Cases.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("id").GetString() == id);
        LinearModel<double> treatment = Fit(id, CategoryCoding.Treatment).Model, sum = Fit(id, CategoryCoding.Sum).Model;
        string[] names = [.. expected.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
        Assert.That(treatment.ParameterNames.Select(name => name.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)), Is.EqualTo(names));
        Agree(treatment.Coefficients, expected.GetProperty("coefficients"));
        Agree(treatment.Summary().StandardErrors, expected.GetProperty("standardErrors"));
        Agree(sum.Coefficients, expected.GetProperty("sumCoefficients"));
    }

    private static void Agree(IReadOnlyList<double> actual, JsonElement expected)
    {
        Assert.That(actual, Has.Count.EqualTo(expected.GetArrayLength()));
        for (int j = 0; j < actual.Count; j++)
        {
            Assert.That(actual[j], Is.EqualTo(expected[j].GetDouble()).Within(1e-13).Percent.Or.EqualTo(expected[j].GetDouble()).Within(1e-14));
        }
    }

    [Test]
    public void The_coding_changes_no_fitted_value([Values("mtcars-cat", "twoway-cov", "twoway-slopes")] string id)
    {
        Row[] rows = Rows(id.StartsWith("mtcars", StringComparison.Ordinal) ? "mtcars" : "twoway");
        RecordModel<Row, LinearModel<double>> treatment = Fit(id, CategoryCoding.Treatment), sum = Fit(id, CategoryCoding.Sum);
        foreach (Row row in rows)
        {
            Assert.That(sum.Predict(row), Is.EqualTo(treatment.Predict(row)).Within(1e-12).Percent);
            Assert.That(sum.PredictionInterval(row).Upper, Is.EqualTo(treatment.PredictionInterval(row).Upper).Within(1e-11).Percent);
        }
        Assert.That(sum.Predict(rows), Is.EqualTo(rows.Select(sum.Predict)));
    }

    [Test]
    public void The_fit_is_that_of_the_columns_to_the_bit()
    {
        RecordModel<House, LinearModel<double>> model = LeastSquares.Fit(House.All, h => (double)h.Price, Terms);
        Matrix<double> x = Matrix.Create(House.All.Length, 5, (i, j) => Column(House.All[i], j));
        LinearModel<double> expected = LeastSquares.Fit(x, [.. House.All.Select(h => (double)h.Price)]);
        Assert.That(model.Model.Coefficients, Is.EqualTo(expected.Coefficients));
        Assert.That(model.Model.ParameterNames, Is.EqualTo(new[] { "(Intercept)", "Area", "Region[east]", "Region[south]", "HasGarden[True]", "Area:HasGarden[True]" }));
        House other = new(99, 3, 7, "east", Kind.Flat, true, 0);
        double[] point = [.. Enumerable.Range(0, 5).Select(j => Column(other, j))];
        Assert.That(model.Predict(other), Is.EqualTo(expected.Predict(point)));
        Assert.That(model.ConfidenceInterval(other, 0.9), Is.EqualTo(expected.ConfidenceInterval(point, 0.9)));
        Assert.That(model.PredictionInterval(other, 0.8, weight: 2), Is.EqualTo(expected.PredictionInterval(point, 0.8, 2)));
        Assert.That(model.ToString(), Is.EqualTo(model.Model.ToString()));

        static double Column(House h, int j) => j switch
        {
            0 => h.Area!.Value,
            1 => h.Region == "east" ? 1 : 0,
            2 => h.Region == "south" ? 1 : 0,
            3 => h.HasGarden ? 1 : 0,
            _ => h.HasGarden ? h.Area!.Value : 0,
        };
    }

    [Test]
    public void A_robust_model_is_that_of_the_columns_too()
    {
        RecordModel<House, RobustModel> model = RobustRegression.Fit(House.All, h => (double)h.Price, Terms, RobustLoss.Biweight);
        RobustModel expected = RobustRegression.Fit(model.Design.Encode(House.All), [.. House.All.Select(h => (double)h.Price)], RobustLoss.Biweight);
        Assert.That(model.Model.Coefficients, Is.EqualTo(expected.Coefficients));
        Assert.That(model.Predict(House.All[3]), Is.EqualTo(expected.Predict(model.Design.Encode(House.All[3]))));
        Assert.That(model.Model.ParameterNames[3], Is.EqualTo("Region[south]"));
    }

    [Test]
    public void Dropping_rows_equals_fitting_without_them([Range(0, 12)] int place)
    {
        House[] gaps = [Gap, House.All[1] with { Region = null }, House.All[2] with { Region = "nowhere", Area = double.NaN }, House.All[3]];
        House[] all = [.. House.All[..place], .. gaps, .. House.All[place..]];
        double[] weights = [.. all.Select((_, i) => 1.0 + (i % 3))];
        double[] kept = [.. weights.Where((_, i) => i < place || i > place + 2)];
        RecordModel<House, LinearModel<double>> model = LeastSquares.Fit(
            all, h => (double)h.Price, terms => Terms(terms.DropMissing()), new() { Weights = weights });
        House[] without = [.. House.All[..place], House.All[3], .. House.All[place..]];
        RecordModel<House, LinearModel<double>> expected = LeastSquares.Fit(without, h => (double)h.Price, Terms, new() { Weights = kept });
        Assert.That(model.DroppedRowCount, Is.EqualTo(3));
        Assert.That(model.Model.Coefficients, Is.EqualTo(expected.Model.Coefficients));
        Assert.That(model.Model.Summary().StandardErrors, Is.EqualTo(expected.Model.Summary().StandardErrors));
        Assert.That(model.Design.ColumnNames, Is.EqualTo(expected.Design.ColumnNames), "a level that is dropped with its records is none");
        Assert.That(model.ToString(), Does.EndWith("Note: 3 of 16 records were left out, for they have missing values: Area in 2, Region in 1."));
    }

    [Test]
    [SetCulture("")]
    public void A_target_may_be_missing_too()
    {
        (double X, double? Y)[] points = [(1, 2), (2, null), (3, 6), (4, double.NaN), (5, 10)];
        RecordModel<(double X, double? Y), LinearModel<double>> model = LeastSquares.Fit(points, p => p.Y, t => t.Add(p => p.X).DropMissing());
        Assert.That(model.Predict((7, null)), Is.EqualTo(14).Within(1e-12));
        Assert.That(model.DroppedRowCount, Is.EqualTo(2));
        Assert.That(() => LeastSquares.Fit(points, p => p.Y, t => t.Add(p => p.X)), Throws.ArgumentException.With.Message.StartsWith("Fit: records[1] has no value for Y; give one"));
        (double X, double? Y)[] far = [(1, 2), (2, double.PositiveInfinity)];
        Assert.That(() => LeastSquares.Fit(far, p => p.Y, t => t.Add(p => p.X)), Throws.ArgumentException.With.Message.StartsWith("Fit: Y of records[1] is Infinity; every value must be finite."));
    }

    [Test]
    public void Options_reach_the_fit_and_bad_ones_are_refused()
    {
        double[] prices = [.. House.All.Select(h => (double)h.Price)];
        Assert.That(
            LeastSquares.Fit(House.All, h => (double)h.Price, t => t.Category(h => h.Region).Add(h => h.Area), new() { Intercept = false, Ridge = 2 }).Model.ParameterNames,
            Is.EqualTo(new[] { "Region[east]", "Region[north]", "Region[south]", "Area" }));
        RecordModel<House, LinearModel<double>> ridge = LeastSquares.Fit(House.All, h => (double)h.Price, Terms, new() { Ridge = 2, KeepData = false });
        Assert.That(ridge.Model.Coefficients, Is.EqualTo(LeastSquares.Fit(ridge.Design.Encode(House.All), prices, new() { Ridge = 2 }).Coefficients));
        Assert.That(() => ridge.Model.Diagnostics(), Throws.InvalidOperationException);
        Assert.That(() => LeastSquares.Fit(House.All, h => (double)h.Price, Terms, new() { PredictorNames = ["a"] }), Throws.ArgumentException.With.Message.StartsWith("Fit: PredictorNames must be null"));
        Assert.That(() => LeastSquares.Fit(House.All, h => (double)h.Price, Terms, new() { Weights = [1] }), Throws.ArgumentException.With.Message.StartsWith("Fit: Weights has 1 elements; it must have 12, one for each record."));
    }

    [Test]
    public void A_record_that_is_null_is_refused_by_its_number()
        => Assert.That(() => LeastSquares.Fit([.. House.All, null!], h => (double)h.Price, Terms), Throws.ArgumentException.With.Message.Contains("records[12] is null"));

    [Test]
    public void Predictions_name_themselves_where_they_refuse()
    {
        RecordModel<House, LinearModel<double>> model = LeastSquares.Fit(House.All, h => (double)h.Price, Terms);
        House west = House.All[0] with { Region = "west" };
        const string Rest = ": record has the level \"west\" for Region, which the design does not know; it knows east, north, south.";
        Assert.That(() => model.Predict(west), Throws.ArgumentException.With.Message.StartsWith("Predict" + Rest));
        Assert.That(() => model.ConfidenceInterval(west), Throws.ArgumentException.With.Message.StartsWith("ConfidenceInterval" + Rest));
        Assert.That(() => model.PredictionInterval(west), Throws.ArgumentException.With.Message.StartsWith("PredictionInterval" + Rest));
        Assert.That(() => model.Predict([House.All[0], west]), Throws.ArgumentException.With.Message.StartsWith("Predict: records[1] has the level"));
        Assert.That(() => model.Predict(Gap), Throws.ArgumentException.With.Message.StartsWith("Predict: record has no value for Area; every term must have one."));
        Assert.That(() => model.ConfidenceInterval(House.All[0], 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_network_learns_from_the_same_design()
    {
        RecordDesign<House> design = RecordDesign.Fit(House.All, Terms);
        var network = new FeedForwardNetwork<double>(design.ColumnNames.Count, [new Dense(1)], seed: 1);
        double[] prices = [.. House.All.Select(h => (double)h.Price)];
        network.Train(design.Encode(House.All), prices, new() { Optimizer = new Adam { LearningRate = 0.1 }, Epochs = 2000, StandardizeInputs = true, StandardizeTargets = true });
        RecordModel<House, LinearModel<double>> linear = LeastSquares.Fit(House.All, h => (double)h.Price, Terms);
        Assert.That(network.Predict(design.Encode(House.All[2]))[0], Is.EqualTo(linear.Predict(House.All[2])).Within(1).Percent);
    }

    /// <summary>The terms of a design are what an analysis of variance takes: the sums are the same whatever the coding.</summary>
    [Test]
    public void Terms_serve_an_analysis_of_variance([Values("mtcars-cat", "twoway-cov", "twoway-slopes")] string id, [Values(1, 2, 3)] int type)
    {
        RecordModel<Row, LinearModel<double>> treatment = Fit(id, CategoryCoding.Treatment), sum = Fit(id, CategoryCoding.Sum);
        AnovaTable expected = treatment.Model.Anova(type, treatment.Terms()), actual = sum.Model.Anova(type, sum.Terms());
        Assert.That(actual.Terms.Select(term => term.Name), Is.EqualTo(expected.Terms.Select(term => term.Name)));
        Assert.That(actual.Terms.Select(term => term.SumOfSquares), Is.EqualTo(expected.Terms.Select(term => term.SumOfSquares)).Within(1e-9).Percent);
        Assert.That(treatment.Terms().SelectMany(term => term.Columns).Order(), Is.EqualTo(Enumerable.Range(1, treatment.Model.Coefficients.Count - 1)));
        Assert.That(treatment.Model.StepwiseByAic(terms: treatment.Terms()).Model.Rank, Is.LessThanOrEqualTo(treatment.Model.Rank));
    }

    [Test]
    public void A_generalised_model_of_records_is_that_of_its_columns_to_the_bit()
    {
        var offset = House.All.Select((_, i) => 0.1 * i).ToArray();
        var options = new GeneralizedLinearOptions { Link = Link.Log, Offset = offset };
        RecordModel<House, GeneralizedLinearModel> model = GeneralizedLinearModel.Fit(House.All, h => (double)h.Price, Terms, Family.Gamma, options);
        GeneralizedLinearModel expected = GeneralizedLinearModel.Fit(
            model.Design.Encode(House.All), [.. House.All.Select(h => (double)h.Price)], Family.Gamma, options);
        Assert.That(model.Model.Coefficients, Is.EqualTo(expected.Coefficients));
        Assert.That(model.Model.ParameterNames, Is.EqualTo(["(Intercept)", .. model.Design.ColumnNames]));
        double[] row = model.Design.Encode(House.All[1]);
        Assert.That(model.Predict(House.All[1], 0.5), Is.EqualTo(expected.Predict(row, 0.5)));
        Assert.That(model.ConfidenceInterval(House.All[1], 0.9, 0.5), Is.EqualTo(expected.ConfidenceInterval(row, 0.9, 0.5)));
        RecordModel<House, GeneralizedLinearModel> dropped = GeneralizedLinearModel.Fit(
            [Gap, .. House.All], h => (double)h.Price, terms => { Terms(terms); terms.DropMissing(); }, Family.Gamma, new() { Link = Link.Log, Offset = [0, .. offset] });
        Assert.That(dropped.Model.Coefficients, Is.EqualTo(expected.Coefficients));
        Assert.That(dropped.DroppedRowCount, Is.EqualTo(1));
        Assert.That(() => GeneralizedLinearModel.Fit(House.All, h => (double)h.Price, Terms, Family.Gamma, new() { Offset = [1] }), Throws.ArgumentException);
    }
}
