namespace MiniDnn.Tests;

/// <summary>Generalised linear models that are loaded say what they said before, to the bit.</summary>
internal sealed class GeneralizedModelSavingTests
{
    private static IEnumerable<TestCaseData> Links()
    {
        (Family Family, Link[] Links)[] all =
        [
            (Family.Gaussian, [Link.Identity, Link.Log, Link.Inverse]),
            (Family.Binomial, [Link.Logit, Link.Probit, Link.ComplementaryLogLog]),
            (Family.Poisson, [Link.Log, Link.Identity, Link.SquareRoot]),
            (Family.Gamma, [Link.Inverse, Link.Log, Link.Identity]),
            (Family.InverseGaussian, [Link.InverseSquare, Link.Inverse, Link.Log, Link.Identity]),
        ];
        return all.SelectMany(family => family.Links.Select(link => new TestCaseData(family.Family, link)));
    }

    private static GeneralizedLinearModel Again(GeneralizedLinearModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        return GeneralizedLinearModel.Load(stream);
    }

    private static void CheckSame(GeneralizedLinearModel again, GeneralizedLinearModel model, params double[] point)
    {
        Assert.That(again.ToString("R", null), Is.EqualTo(model.ToString("R", null)));
        Assert.That(again.Coefficients, Is.EqualTo(model.Coefficients));
        Assert.That(again.ParameterNames, Is.EqualTo(model.ParameterNames));
        Assert.That(again.Outcome, Is.EqualTo(model.Outcome));
        Assert.That(again.Remarks, Is.EqualTo(model.Remarks));
        Assert.That(again.Predict(point, 0.1), Is.EqualTo(model.Predict(point, 0.1)));
        Assert.That(again.PredictLink(point), Is.EqualTo(model.PredictLink(point)));
        Assert.That(again.LinkInterval(point, 0.9, 0.1), Is.EqualTo(model.LinkInterval(point, 0.9, 0.1)));
        Assert.That(again.ConfidenceInterval(point), Is.EqualTo(model.ConfidenceInterval(point)));
        Assert.That(again.CoefficientIntervals(), Is.EqualTo(model.CoefficientIntervals()));
        Assert.That(again.Summary().StandardErrors, Is.EqualTo(model.Summary().StandardErrors));
        Assert.That(again.Diagnostics().DevianceResiduals, Is.EqualTo(model.Diagnostics().DevianceResiduals));
        Assert.That(again.Diagnostics().Leverages, Is.EqualTo(model.Diagnostics().Leverages));
    }

    [TestCaseSource(nameof(Links))]
    public void A_loaded_model_says_the_same(Family family, Link link)
    {
        bool isShare = family == Family.Binomial;
        Matrix<double> x = Matrix.Create(14, 2, (i, j) => Math.Sin((1.3 * i) + j) + (i == 3 ? double.NaN : 0));
        double[] y = [.. Enumerable.Range(0, 14).Select(i => i == 3 ? double.NaN : Math.Round(6 + (2 * Math.Sin(1.3 * i)) + Math.Cos(5.7 * i)))];
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(x, y, family, new()
        {
            Link = link,
            Weights = [.. Enumerable.Range(0, 14).Select(i => i == 3 ? 0 : 1 + (i % 2 / 3.0))],
            Trials = isShare ? [.. Enumerable.Repeat(12.5, 14)] : null,
            Offset = [.. Enumerable.Range(0, 14).Select(i => 0.01 * Math.Cos(i))],
            PredictorNames = ["größe", "\"α\" b\\"],
        });
        GeneralizedLinearModel again = Again(model);
        CheckSame(again, model, 0.3, -0.2);
        Assert.That(model.Outcome, Is.EqualTo(FitOutcome.Converged));
        Assert.That(again.ProfileInterval(1), Is.EqualTo(model.ProfileInterval(1)));
    }

    [Test]
    public void Ridge_frequencies_separation_dependence_and_lack_of_intercept_are_kept()
    {
        double[] x = [1, 2, 3, 4, 5, 6], yes = [0, 0, 0, 1, 1, 1], mixed = [0, 1, 0, 1, 0, 1];
        Matrix<double> twice = Matrix.Create(6, 2, (i, j) => (j + 1.0) * x[i]);
        CheckSame(Again(GeneralizedLinearModel.Fit(x, yes, Family.Binomial)), GeneralizedLinearModel.Fit(x, yes, Family.Binomial), 2.5);
        foreach (GeneralizedLinearOptions options in new GeneralizedLinearOptions[]
            { new() { Ridge = 0.3 }, new() { Intercept = false }, new() { Weights = [1, 2, 3, 1, 2, 3], WeightsAreFrequencies = true } })
        {
            GeneralizedLinearModel model = GeneralizedLinearModel.Fit(x, mixed, Family.Binomial, options);
            CheckSame(Again(model), model, 2.5);
        }
        GeneralizedLinearModel dependent = GeneralizedLinearModel.Fit(twice, mixed, Family.Poisson);
        CheckSame(Again(dependent), dependent, 1, 2);
    }

    [Test]
    public void A_model_is_of_its_data_as_they_were_when_it_was_fitted()
    {
        double[] x = [1, 2, 3, 4, 5], y = [1, 0, 3, 4, 9], weights = [1, 2, 1, 2, 1];
        GeneralizedLinearModel model = GeneralizedLinearModel.Fit(x, y, Family.Poisson, new() { Weights = weights });
        (x[0], y[0], weights[0]) = (7, 7, 7);
        CheckSame(Again(model), model, 2.5);
    }

    [Test]
    public void A_model_of_records_predicts_the_same()
    {
        Action<RecordTerms<House>> terms = t => t.Add(h => h.Area).Category(h => h.Region).DropMissing();
        House[] houses = [.. House.All, House.All[3] with { Area = null }];
        RecordModel<House, GeneralizedLinearModel> model = GeneralizedLinearModel.Fit(houses, h => (double)h.Price, terms, Family.Gamma);
        string path = Path.GetTempFileName();
        model.Save(path);
        RecordModel<House, GeneralizedLinearModel> again = RecordModel.Load<House, GeneralizedLinearModel>(path, terms);
        File.Delete(path);
        Assert.That(again.ToString("R", null), Is.EqualTo(model.ToString("R", null)));
        Assert.That(House.All.Select(h => again.Predict(h)), Is.EqualTo(House.All.Select(h => model.Predict(h))));
        Assert.That(again.ConfidenceInterval(House.All[0]), Is.EqualTo(model.ConfidenceInterval(House.All[0])));
    }
}
