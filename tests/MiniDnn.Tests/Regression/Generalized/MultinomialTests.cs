using System.Text.Json;
using static MiniDnn.Tests.GeneralizedCases;

namespace MiniDnn.Tests;

/// <summary>Multinomial logit against values of 75 digits, and what must hold for any.</summary>
internal sealed class MultinomialTests
{
    private static readonly double[] X = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static readonly int[] Labels = [0, 1, 0, 1, 2, 1, 2, 0, 2];

    [Test]
    public void Three_classes()
    {
        JsonElement set = Case("s17_multinomial_3_classes"), expected = set.GetProperty("expected");
        int[] labels = [.. set.GetProperty("y").EnumerateArray().Select(v => v.GetString()![0] - 'a')];
        MultinomialModel model = MultinomialModel.Fit(Design(set.GetProperty("X"), 2), labels);
        for (int k = 0; k < 2; k++)
        {
            double[] errors = Numbers(expected.GetProperty("se")[k]);
            Assert.That(Digits(model.Coefficients.Row(k).ToArray(), Numbers(expected.GetProperty("coefficients")[k]), errors), Is.GreaterThan(14));
            Assert.That(Digits(model.StandardErrors.Row(k).ToArray(), errors), Is.GreaterThan(14));
            Assert.That(Digits(model.PValues.Row(k).ToArray(), Numbers(expected.GetProperty("p")[k])), Is.GreaterThan(13));
        }
        double[] criteria = [model.LogLikelihood, model.Aic, model.Bic];
        Assert.That(Digits(criteria, [.. new[] { "logLik", "aic", "bic" }.Select(n => expected.GetProperty(n).GetDouble())]), Is.GreaterThan(14.5));
        JsonElement right = expected.GetProperty("prediction").GetProperty("probabilities");
        Assert.That(Digits(model.Predict(Numbers(set.GetProperty("new_point").GetProperty("x"))), [.. "abc".Select(c => right.GetProperty($"{c}").GetDouble())]), Is.GreaterThan(14.5));
    }

    [Test]
    public void Two_classes_are_a_logistic_model()
    {
        int[] labels = [0, 0, 1, 0, 1, 0, 1, 1, 1];
        GeneralizedLinearModel logistic = GeneralizedLinearModel.Fit(X, [.. labels.Select(l => (double)l)], Family.Binomial);
        MultinomialModel model = MultinomialModel.Fit(Column(X), labels);
        Assert.That(Digits([.. model.Coefficients.Row(0), .. model.StandardErrors.Row(0)], [.. logistic.Coefficients, .. logistic.Summary().StandardErrors]), Is.GreaterThan(14));
    }

    [Test]
    public void Another_reference_and_other_units_are_the_same_model()
    {
        MultinomialModel model = MultinomialModel.Fit(Column(X), Labels), other = MultinomialModel.Fit(Column([.. X.Select(x => 1.6e9 + (1e5 * x))]), Labels, reference: 2);
        Assert.That(other.LogLikelihood, Is.EqualTo(model.LogLikelihood).Within(1e-13));
        Assert.That(Digits(other.Predict([1.6e9 + 4e5]), model.Predict([4])), Is.GreaterThan(12));
        Assert.That(other.Coefficients[1, 1] * 1e5, Is.EqualTo(model.Coefficients[0, 1] - model.Coefficients[1, 1]).Within(1e-12));
    }

    [Test]
    public void Separation_of_all_and_of_one_class()
    {
        MultinomialModel all = MultinomialModel.Fit(Column(X), [0, 0, 0, 1, 1, 1, 2, 2, 2]), one = MultinomialModel.Fit(Column(X), [0, 1, 0, 1, 0, 1, 2, 2, 2]);
        Assert.That(all.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(all.Coefficients[1, 1], Is.EqualTo(double.PositiveInfinity));
        Assert.That(one.Outcome, Is.EqualTo(FitOutcome.Separated));
        Assert.That(one.Coefficients[1, 1], Is.EqualTo(double.PositiveInfinity));
        Assert.That(double.IsFinite(one.Coefficients[0, 1]));
        Assert.That(one.StandardErrors.AsSpan().ToArray(), Has.All.NaN);
    }

    [Test]
    public void Bad_input()
    {
        Assert.That(() => MultinomialModel.Fit(Column([1, 2]), [0]), Throws.ArgumentException.With.Message.Contains("labels has 1 elements; it must have 2"));
        Assert.That(() => MultinomialModel.Fit(Column([1, 2]), [0, 2]), Throws.ArgumentException.With.Message.Contains("must begin at 0, each must occur"));
        Assert.That(() => MultinomialModel.Fit(Column([1, double.NaN]), [0, 1]), Throws.ArgumentException.With.Message.Contains("x[1, 0] is NaN"));
        Assert.That(() => MultinomialModel.Fit(Column([2, 2, 2]), [0, 1, 0]), Throws.ArgumentException.With.Message.Contains("only 0 are independent"));
        Assert.That(() => MultinomialModel.Fit(Column(X), Labels, 3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => MultinomialModel.Fit(new Matrix<double>(0, 1), []), Throws.ArgumentException.With.Message.Contains("no rows"));
    }

    private static Matrix<double> Column(double[] x) => Matrix.Create(x.Length, 1, (i, _) => x[i]);
}
