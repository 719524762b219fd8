using System.Text.Json;
using static MiniDnn.Tests.GeneralizedCases;

namespace MiniDnn.Tests;

/// <summary>Tests between generalised models against values of 50 digits, and where they must be those of linear ones.</summary>
internal sealed class GeneralizedComparisonTests
{
    private static readonly JsonElement Cases = TestData.Read("generalized-comparisons.json");

    private static IEnumerable<string> Names => Cases.EnumerateArray().Select(set => set.GetProperty("name").GetString()!);

    private static GeneralizedLinearModel Fit(JsonElement set, int[] predictors)
    {
        JsonElement x = set.GetProperty("x"), trials = set.GetProperty("trials");
        return GeneralizedLinearModel.Fit(
            Matrix.Create(x.GetArrayLength(), predictors.Length, (i, j) => x[i][predictors[j] - 1].GetDouble()),
            Numbers(set.GetProperty("y")),
            Enum.Parse<Family>(set.GetProperty("family").GetString()!),
            new()
            {
                Link = Enum.Parse<Link>(set.GetProperty("link").GetString()!),
                Trials = trials.ValueKind == JsonValueKind.Null ? null : Numbers(trials),
                Weights = Numbers(set.GetProperty("weights")),
                Offset = Numbers(set.GetProperty("offset")),
            });
    }

    private static bool IsKnown(JsonElement set) => set.GetProperty("family").GetString() is "Binomial" or "Poisson";

    private static JsonElement Set(string name) => Cases.EnumerateArray().Single(set => set.GetProperty("name").GetString() == name);

    /// <summary>Digits of a difference: those of the deviances less what their difference cancels.</summary>
    private static void AreEqual(double value, double right, double cancelled = 1)
        => Assert.That(value, Is.EqualTo(right).Within(1e-12 * Math.Max(1, cancelled) * Math.Abs(right)));

    [TestCaseSource(nameof(Names))]
    public void Nested_models(string name)
    {
        JsonElement set = Set(name);
        int count = set.GetProperty("x")[0].GetArrayLength();
        GeneralizedLinearModel full = Fit(set, [.. Enumerable.Range(1, count)]);
        AreEqual(full.Summary().Deviance, set.GetProperty("deviance").GetDouble());
        foreach (JsonElement part in set.GetProperty("parts").EnumerateArray())
        {
            GeneralizedLinearModel reduced = Fit(set, [.. Numbers(part.GetProperty("columns")).Select(v => (int)v)]);
            HypothesisTest test = IsKnown(set) ? full.LikelihoodRatioTest(reduced) : full.FTest(reduced);
            double deviance = part.GetProperty("deviance").GetDouble(), cancelled = deviance / (deviance - set.GetProperty("deviance").GetDouble()) / 100;
            AreEqual(reduced.Summary().Deviance, deviance);
            AreEqual(test.Statistic, part.GetProperty("statistic").GetDouble(), cancelled);
            AreEqual(test.PValue, part.GetProperty("p").GetDouble(), Math.Max(1, cancelled) * Math.Max(1, test.Statistic));
            Assert.That(test.DegreesOfFreedom, Is.EqualTo(part.GetProperty("degrees").GetInt32()));
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Walds_test(string name)
    {
        JsonElement set = Set(name);
        int count = set.GetProperty("x")[0].GetArrayLength();
        Matrix<double> restrictions = Matrix.Create(2, count + 1, (i, j) => (i, j) switch { (0, 1) or (1, 0) => 1, (0, 2) => -1, (1, 1) => 2, _ => 0.0 });
        HypothesisTest test = Fit(set, [.. Enumerable.Range(1, count)]).Summary().WaldTest(restrictions, 0.1, 0.2);
        AreEqual(test.Statistic, set.GetProperty("wald").GetDouble(), 10);
        AreEqual(test.PValue, set.GetProperty("waldP").GetDouble(), 10 * (1 + test.Statistic));
        Assert.That(test.Name, Is.EqualTo($"Wald test of R·b = r, {(IsKnown(set) ? "χ²" : "F")}"));
    }

    [TestCaseSource(nameof(Names))]
    public void Analyses_of_deviance(string name)
    {
        JsonElement set = Set(name);
        int count = set.GetProperty("x")[0].GetArrayLength();
        GeneralizedLinearModel full = Fit(set, [.. Enumerable.Range(1, count)]);
        double whole = set.GetProperty("deviance").GetDouble(), dispersion = set.GetProperty("dispersion").GetDouble();
        double Deviance(IEnumerable<int> columns)
        {
            int[] sought = [.. columns];
            return sought.Length == count ? whole : set.GetProperty("parts").EnumerateArray()
                .Single(part => Numbers(part.GetProperty("columns")).SequenceEqual(sought.Select(j => (double)j))).GetProperty("deviance").GetDouble();
        }
        AnovaTable one = full.Anova(1), two = full.Anova(2);
        for (int t = 0; t < count; t++)
        {
            double first = Deviance(Enumerable.Range(1, t)) - Deviance(Enumerable.Range(1, t + 1));
            double second = Deviance(Enumerable.Range(1, count).Where(j => j != t + 1)) - whole;
            Assert.That(one.Terms[t].SumOfSquares, Is.EqualTo(first).Within(1e-12 * Deviance([])));
            Assert.That(two.Terms[t].SumOfSquares, Is.EqualTo(second).Within(1e-12 * Deviance([])));
            Assert.That(two.Terms[t].Statistic, Is.EqualTo(second / dispersion).Within(1e-12 * Deviance([]) / dispersion));
            HypothesisTest test = IsKnown(set)
                ? full.LikelihoodRatioTest(Fit(set, [.. Enumerable.Range(1, count).Where(j => j != t + 1)]))
                : full.FTest(Fit(set, [.. Enumerable.Range(1, count).Where(j => j != t + 1)]));
            Assert.That(two.Terms[t].PValue, Is.EqualTo(test.PValue).Within(1e-11).Percent);
        }
        Assert.That(one.ToString(), Does.StartWith("Analysis of deviance, type I").And.Contains(IsKnown(set) ? "Pr(>χ²)" : "Pr(>F)"));
        if (set.GetProperty("withoutIntercept").ValueKind == JsonValueKind.Number)
        {
            AnovaTable three = full.Anova(3);
            double constant = set.GetProperty("withoutIntercept").GetDouble();
            Assert.That(three.Terms[0].Name, Is.EqualTo("(Intercept)"));
            Assert.That(three.Terms[0].SumOfSquares, Is.EqualTo(constant - whole).Within(1e-12 * constant));
            Assert.That(three.Terms.Skip(1).Select(term => term.SumOfSquares), Is.EqualTo(two.Terms.Select(term => term.SumOfSquares)).Within(1e-12 * Deviance([])));
        }
    }

    [Test]
    public void Of_normal_errors_all_is_that_of_the_linear_model()
    {
        string[] group = ["p", "p", "q", "r", "r", "q", "p", "r", "q", "p", "r", "q"];
        double[] size = [1, 2, 4, 3, 5, 2, 7, 1, 6, 5, 2, 3], y = [1.2, 2.1, 5.3, 2.2, 4.6, 3.1, 7.4, 0.4, 7.9, 5.2, 1.3, 4.4];
        double[] weights = [1, 2, 1, 1, 3, 1, 1, 0.5, 1, 1, 2, 1];
        double[] q = [.. group.Select(g => g == "q" ? 1.0 : 0)], r = [.. group.Select(g => g == "r" ? 1.0 : 0)];
        Matrix<double> x = Matrix.Create(12, 5, (i, j) => (j switch { 0 => q[i], 1 => r[i], 2 => size[i], 3 => q[i] * size[i], _ => r[i] * size[i] }));
        ModelTerm category = ModelTerm.Category("group", 1, 2), number = ModelTerm.Numeric("size", 3);
        ModelTerm[] terms = [category, number, ModelTerm.Interaction([4, 5], category, number)];
        LinearModel<double> linear = LeastSquares.Fit(x, y, new() { Weights = weights });
        GeneralizedLinearModel general = GeneralizedLinearModel.Fit(x, y, Family.Gaussian, new() { Weights = weights });
        for (int type = 1; type <= 3; type++)
        {
            AnovaTable right = linear.Anova(type, terms), table = general.Anova(type, terms);
            Assert.That(table.Terms.Select(term => term.Name), Is.EqualTo(right.Terms.Select(term => term.Name)));
            Assert.That(Digits(table.Terms.Select(term => term.SumOfSquares), [.. right.Terms.Select(term => term.SumOfSquares)]), Is.GreaterThan(12));
            Assert.That(Digits(table.Terms.Select(term => term.Statistic), [.. right.Terms.Select(term => term.Statistic)]), Is.GreaterThan(12));
            Assert.That(Digits(table.Terms.Select(term => term.PValue), [.. right.Terms.Select(term => term.PValue)]), Is.GreaterThan(11));
            Assert.That($"{table}".ReplaceLineEndings("\n").Split('\n')[2..], Is.EqualTo($"{right}".ReplaceLineEndings("\n").Split('\n')[2..]));
        }
        Matrix<double> part = x.Columns(..3).ToMatrix();
        HypothesisTest expected = linear.FTest(LeastSquares.Fit(part, y, new() { Weights = weights }));
        HypothesisTest test = general.FTest(GeneralizedLinearModel.Fit(part, y, Family.Gaussian, new() { Weights = weights }));
        Assert.That(test.Statistic, Is.EqualTo(expected.Statistic).Within(1e-12));
        Assert.That(test.ToString(), Is.EqualTo(expected.ToString()));
        Matrix<double> restrictions = [[0, 0, 0, 1, 0, -1], [1, 2, 0, 0, 0, 0]];
        Assert.That(general.Summary().WaldTest(restrictions, 0.5, 1).PValue, Is.EqualTo(linear.Summary().WaldTest(restrictions, 0.5, 1).PValue).Within(1e-12));
        StepwiseSelection<LinearModel<double>> chosen = linear.StepwiseByAic(terms: terms);
        StepwiseSelection<GeneralizedLinearModel> again = general.StepwiseByAic(terms: terms);
        Assert.That(again.Terms, Is.EqualTo(chosen.Terms));
        Assert.That(again.Changes, Is.EqualTo(chosen.Changes));
    }

    [Test]
    public void Of_the_normal_equations_selection_is_by_the_same_differences()
    {
        Matrix<double> x = TestMatrices.Random<double>(60, 5, 3);
        double[] y = [.. Enumerable.Range(0, 60).Select(i => x[i, 0] - x[i, 3] + (0.5 * Math.Sin(7.0 * i)))];
        foreach (StepwiseDirection direction in Enum.GetValues<StepwiseDirection>())
        {
            StepwiseSelection<LinearModel<double>> right = LeastSquares.Fit(x, y).StepwiseByAic(direction);
            StepwiseSelection<GeneralizedLinearModel> found = GeneralizedLinearModel.Fit(x, y, Family.Gaussian).StepwiseByAic(direction);
            Assert.That(found.Changes, Is.EqualTo(right.Changes));
            double level = found.Criteria[0] - right.Criteria[0];
            Assert.That(found.Criteria, Is.EqualTo(right.Criteria.Select(c => c + level)).Within(1e-10));
            Assert.That(found.Criteria[^1], Is.EqualTo(found.Model.Summary().Aic).Within(1e-10));
        }
    }

    [Test]
    public void The_end_of_a_selection_is_the_fit_of_its_terms([Values(2, 4)] double penalty)
    {
        Matrix<double> x = TestMatrices.Random<double>(80, 4, 5);
        double[] y = [.. Enumerable.Range(0, 80).Select(i => x[i, 1] + (0.9 * Math.Sin(5.0 * i)) > 0 ? 1.0 : 0)];
        double[] offset = [.. y.Select((_, i) => 0.1 * Math.Cos(i))], weights = [.. y.Select((_, i) => i % 9 == 0 ? 0.0 : 1 + (i % 2))];
        GeneralizedLinearOptions options = new() { Link = Link.Probit, Offset = offset, Weights = weights, WeightsAreFrequencies = true };
        StepwiseSelection<GeneralizedLinearModel> selection = GeneralizedLinearModel.Fit(x, y, Family.Binomial, options).StepwiseByAic(penalty: penalty);
        int[] predictors = [.. selection.Terms.Select(term => term[1] - '1')];
        GeneralizedLinearModel expected = GeneralizedLinearModel.Fit(x.SelectColumns(predictors), y, Family.Binomial, options);
        Assert.That(selection.Terms, Does.Contain("x2").And.Not.Count.EqualTo(4));
        Assert.That(selection.Model.Coefficients, Is.EqualTo(expected.Coefficients));
        Assert.That(selection.Model.ParameterNames, Is.EqualTo(selection.Terms.Prepend("(Intercept)")));
        GeneralizedLinearModelSummary summary = selection.Model.Summary();
        Assert.That(selection.Criteria[^1], Is.EqualTo(summary.Aic + ((penalty - 2) * expected.Coefficients.Count)).Within(1e-11));
        Assert.That(selection.Criteria, Is.Ordered.Descending);
    }

    [Test]
    public void Published_by_R_the_warpbreaks()
    {
        // anova(glm(breaks ~ wool * tension, poisson), test = "Chisq") of R's data set, to the digits that are printed
        double[] breaks = [26, 30, 54, 25, 70, 52, 51, 26, 67, 18, 21, 29, 17, 12, 18, 35, 30, 36, 36, 21, 24, 18, 10, 43, 28, 15, 26,
            27, 14, 29, 19, 29, 31, 41, 20, 44, 42, 26, 19, 16, 39, 28, 21, 39, 29, 20, 21, 24, 17, 13, 15, 15, 16, 28];
        Matrix<double> x = Matrix.Create(54, 5, (i, j) =>
        {
            double wool = i / 27, middle = i / 9 % 3 == 1 ? 1 : 0, high = i / 9 % 3 == 2 ? 1 : 0;
            return j switch { 0 => wool, 1 => middle, 2 => high, 3 => wool * middle, _ => wool * high };
        });
        ModelTerm w = ModelTerm.Category("wool", 1), t = ModelTerm.Category("tension", 2, 3);
        AnovaTable table = GeneralizedLinearModel.Fit(x, breaks, Family.Poisson).Anova(1, [w, t, ModelTerm.Interaction([4, 5], w, t)]);
        Assert.That(table.Terms.Select(term => Math.Round(term.SumOfSquares, 3)), Is.EqualTo(new[] { 16.039, 70.942, 28.087 }));
        Assert.That(table.Terms.Select(term => term.DegreesOfFreedom), Is.EqualTo(new[] { 1, 2, 2 }));
        Assert.That(table.Terms[0].PValue, Is.EqualTo(6.206e-05).Within(0.01).Percent);
        Assert.That(table.Terms[2].PValue, Is.EqualTo(7.962e-07).Within(0.01).Percent);
        Assert.That($"{table}", Does.Contain("Residuals").And.Contain("182.305"));
    }

    [Test]
    public void Type_three_of_deviance_does_not_depend_on_the_coding()
    {
        (int A, int B, double Y)[] rows = [.. Enumerable.Range(0, 24).Select(i => (i % 2, i / 2 % 3, Math.Round(3 + (2 * Math.Sin(i * i)))))];
        Matrix<double> Design(bool hasSums)
        {
            double Value(int level, int column, int last) => hasSums && level == last ? -1 : level == (hasSums ? column : column + 1) ? 1 : 0;
            return Matrix.Create(24, 5, (i, j) => j switch
            {
                0 => Value(rows[i].A, 0, 1),
                1 or 2 => Value(rows[i].B, j - 1, 2),
                _ => Value(rows[i].A, 0, 1) * Value(rows[i].B, j - 3, 2),
            });
        }
        ModelTerm a = ModelTerm.Category("a", 1), b = ModelTerm.Category("b", 2, 3);
        ModelTerm[] terms = [a, b, ModelTerm.Interaction([4, 5], a, b)];
        double[] y = [.. rows.Select(row => row.Y)];
        AnovaTable treatment = GeneralizedLinearModel.Fit(Design(false), y, Family.Poisson).Anova(3, terms);
        GeneralizedLinearModel sums = GeneralizedLinearModel.Fit(Design(true), y, Family.Poisson);
        Assert.That(treatment.Terms.Select(term => term.Statistic), Is.EqualTo(sums.Anova(3, terms).Terms.Select(term => term.Statistic)).Within(1e-11));

        // by hand: the sum coding without the columns of b
        HypothesisTest without = sums.LikelihoodRatioTest(GeneralizedLinearModel.Fit(Design(true).SelectColumns([0, 3, 4]), y, Family.Poisson));
        Assert.That(treatment.Terms[2].Statistic, Is.EqualTo(without.Statistic).Within(1e-11));
        Assert.That(() => sums.Anova(3, [a, b, ModelTerm.Numeric("c", 4, 5)]), Throws.Nothing);
        Assert.That(() => sums.Anova(3, [ModelTerm.Category("a", 4), ModelTerm.Numeric("b", 1, 2, 3, 5)]), Throws.ArgumentException.With.Message.Contains("category \"a\" has"));
    }

    [Test]
    public void Multinomial_models_are_compared_by_their_deviances()
    {
        Matrix<double> x = TestMatrices.Random<double>(40, 3, 9);
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => ((i * 7) + (x[i, 0] > 0 ? 1 : 0)) % 3)];
        MultinomialModel full = MultinomialModel.Fit(x, labels), reduced = MultinomialModel.Fit(x.Columns(..1).ToMatrix(), labels);
        HypothesisTest test = full.LikelihoodRatioTest(reduced);
        Assert.That(test.Statistic, Is.EqualTo(reduced.Summary().Deviance - full.Summary().Deviance).Within(1e-12));
        Assert.That(test.DegreesOfFreedom, Is.EqualTo(4));
        Assert.That(test.PValue, Is.EqualTo(Distribution.ChiSquared(4).UpperTail(test.Statistic)).Within(1e-13));
        Assert.That(() => reduced.LikelihoodRatioTest(full), Throws.ArgumentException.With.Message.Contains("rank 8, the full one 4"));
        Assert.That(() => full.LikelihoodRatioTest(MultinomialModel.Fit(x.Columns(..1).ToMatrix(), [.. labels.Select(l => 2 - l)])), Throws.ArgumentException.With.Message.Contains("different labels, rows or weights"));
        Assert.That(() => MultinomialModel.Fit(x.Columns(..2).ToMatrix(), labels).LikelihoodRatioTest(MultinomialModel.Fit(x.Columns(2..).ToMatrix(), labels)), Throws.ArgumentException.With.Message.Contains("not part of the full one"));

        // of two classes the logistic models' test
        int[] two = [.. labels.Select(l => Math.Min(l, 1))];
        double[] y = [.. two.Select(l => (double)l)];
        HypothesisTest logistic = GeneralizedLinearModel.Fit(x, y, Family.Binomial).LikelihoodRatioTest(GeneralizedLinearModel.Fit(x.Columns(..1).ToMatrix(), y, Family.Binomial));
        HypothesisTest classes = MultinomialModel.Fit(x, two).LikelihoodRatioTest(MultinomialModel.Fit(x.Columns(..1).ToMatrix(), two));
        Assert.That(classes.Statistic, Is.EqualTo(logistic.Statistic).Within(1e-12));
    }
}
