using System.Globalization;
using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>Matrices, views, jagged arrays and arrays of doubles are fitted alike, by least squares and by descent.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class FormsOfDataTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Matrix<T> X = Matrix.Create(8, 3, (i, j) => T.CreateChecked(Math.Sin((i * (j + 1)) + j)));
    private static readonly T[] Y = [.. Enumerable.Range(0, 8).Select(i => T.CreateChecked(Math.Cos(3 * i)))];
    private static readonly LinearDescentOptions Descent = new() { LearningRate = 0.1, Epochs = 5 };

    private static double[][] Doubles => Matrix.Create(8, 3, (i, j) => Math.Sin((i * (j + 1)) + j)).ToJaggedArray();

    [Test]
    public void Rows_in_any_form_give_the_same_bits()
    {
        T[] expected = [.. LeastSquares.Fit(X, Y).Coefficients];
        Assert.That(LeastSquares.Fit(X.AsReadOnly(), Y).Coefficients, Is.EqualTo(expected));
        Assert.That(LeastSquares.Fit(X[.., ..], Y).Coefficients, Is.EqualTo(expected));
        Assert.That(LeastSquares.Fit(X.ToJaggedArray(), Y).Coefficients, Is.EqualTo(expected));
        T[] descended = [.. GradientDescent.Fit(X, Y, Descent).Coefficients];
        Assert.That(GradientDescent.Fit(X.AsReadOnly(), Y, Descent).Coefficients, Is.EqualTo(descended));
        Assert.That(GradientDescent.Fit(X[.., ..], Y, Descent).Coefficients, Is.EqualTo(descended));
        Assert.That(GradientDescent.Fit(X.ToJaggedArray(), Y, Descent).Coefficients, Is.EqualTo(descended));
    }

    [Test]
    public void Targets_in_any_form_give_the_same_bits()
    {
        Matrix<T> targets = Matrix.Create(8, 2, (i, j) => T.CreateChecked(Math.Cos(i + (4 * j))));
        T[] expected = [.. LeastSquares.Fit(X, targets)[1].Coefficients];
        Assert.That(LeastSquares.Fit(X, targets[.., ..])[1].Coefficients, Is.EqualTo(expected));
        Assert.That(LeastSquares.Fit(X[.., ..], targets)[1].Coefficients, Is.EqualTo(expected));
        Assert.That(LeastSquares.Fit(X.AsReadOnly(), targets)[1].Coefficients, Is.EqualTo(expected));
    }

    [Test]
    public void The_overloads_of_doubles_are_the_generic_ones()
    {
        double[] y = [.. Y.Select(double.CreateChecked)], x = [.. Doubles.Select(row => row[1])];
        Matrix<double> matrix = Matrix.Create(Doubles);
        Assert.That(OfDoubles(typeof(LeastSquares), x, y), Is.EqualTo(LeastSquares.Fit<double>(x, y).Coefficients));
        Assert.That(OfDoubles(typeof(LeastSquares), matrix, y), Is.EqualTo(LeastSquares.Fit<double>(matrix, y).Coefficients));
        Assert.That(OfDoubles(typeof(GradientDescent), x, y), Is.EqualTo(GradientDescent.Fit<double>(x, y).Coefficients));
        Assert.That(OfDoubles(typeof(GradientDescent), matrix, y), Is.EqualTo(GradientDescent.Fit<double>(matrix, y).Coefficients));
        Assert.That(LeastSquares.FitPolynomial([1, 2, 4], [1, 3, 4], 2).Coefficients, Is.EqualTo(LeastSquares.FitPolynomial([1.0, 2, 4], [1.0, 3, 4], 2).Coefficients));
        Assert.That(LeastSquares.Fit([1, 2, 4], [1, 3, 4], new() { Intercept = false }).Coefficients, Is.EqualTo(LeastSquares.Fit([1.0, 2, 4], [1.0, 3, 4], new() { Intercept = false }).Coefficients));
    }

    [Test]
    public void Null_is_refused_by_name()
    {
        double[] numbers = [1, 2], none = null!;
        Matrix<double> matrix = new(2, 1), noMatrix = null!;
        foreach (Type fits in new[] { typeof(LeastSquares), typeof(GradientDescent) })
        {
            Refuses("x", () => OfDoubles(fits, none, numbers));
            Refuses("y", () => OfDoubles(fits, numbers, none));
            Refuses("x", () => OfDoubles(fits, noMatrix, numbers));
            Refuses("y", () => OfDoubles(fits, matrix, none));
        }
        Refuses("x", () => LeastSquares.Fit(noMatrix, numbers.AsSpan()));
        Refuses("x", () => LeastSquares.Fit((T[][])null!, Y));
        Refuses("y", () => LeastSquares.Fit(X.ToJaggedArray(), (T[])null!));
        Refuses("x", () => LeastSquares.Fit((Matrix<T>)null!, X));
        Refuses("targets", () => LeastSquares.Fit(X, (Matrix<T>)null!));
        Refuses("x", () => GradientDescent.Fit(noMatrix, numbers.AsSpan()));
        Refuses("y", () => GradientDescent.Fit(X.ToJaggedArray(), (T[])null!));
        Refuses("start", () => GradientDescent.Minimize((_, _) => 0, null!));
        Refuses("x", () => LeastSquares.Fit(X, Y).Predict((T[])null!));
        Refuses("x", () => LeastSquares.Fit(Y, Y).PredictMany((T[])null!));
        Refuses("x", () => GradientDescent.Fit(X, Y, Descent).Predict((T[])null!));
        Refuses("x", () => StandardScaler.Fit((Matrix<T>)null!));
        Refuses("x", () => MinMaxScaler.Fit((Matrix<T>)null!));
        Refuses("rows", () => OneHot.Decode((Matrix<T>)null!));
        Refuses("numbers", () => LabelEncoder.Fit(["a"]).Decode((int[])null!));
    }

    [Test]
    public void Rows_that_make_no_matrix_are_refused_by_the_name_they_have()
    {
        Assert.That(() => LeastSquares.Fit([Y, [.. Y.Skip(1)]], Y.AsSpan(..2)), Throws.ArgumentException.With.Message.StartsWith("Create: row 1 has 7 elements"));
        Assert.That(() => LeastSquares.Fit(new T[][] { Y, [.. Y.Skip(1)] }, [T.One, T.One]), Throws.ArgumentException.With.Message.StartsWith("Fit: row 1 has 7 elements, row 0 has 8; all rows must have the same length."));
        Assert.That(() => GradientDescent.Fit(new T[][] { Y, null! }, [T.One, T.One]), Throws.ArgumentException.With.Message.StartsWith("Fit: row 1 is null."));
        Assert.That(() => LeastSquares.Fit(Array.Empty<T[]>(), []), Throws.ArgumentException.With.Message.StartsWith("Fit: x is 0×0; there must be at least one row."));
    }

    [Test]
    public void A_descent_predicts_as_its_coefficients_say()
    {
        foreach (bool intercept in new[] { true, false })
        {
            LinearDescentResult<T> model = GradientDescent.Fit(X, Y, new() { LearningRate = 0.1, Epochs = 5, Intercept = intercept });
            Assert.That(model.Coefficients, Has.Count.EqualTo(intercept ? 4 : 3));
            Assert.That(model.Coefficients, Is.EqualTo(model.Parameters), "not standardised");
            Assert.That(model.Intercept, Is.EqualTo(intercept ? model.Coefficients[0] : T.Zero));
            T expected = model.Intercept;
            for (int j = 0; j < 3; j++)
            {
                expected += model.Coefficients[model.Coefficients.Count - 3 + j] * X[2, j];
            }
            Assert.That(model.Predict(X.Row(2)), Is.EqualTo(expected));
            Assert.That(model.Predict(X.Row(2).ToArray()), Is.EqualTo(expected));
            Assert.That(model.Predict(X)[2], Is.EqualTo(expected));
            Assert.That(model.Predict(X[2..3, ..])[0], Is.EqualTo(expected));
            Assert.That(() => model.Predict(T.One), Throws.ArgumentException.With.Message.StartsWith("Predict: x has 1 elements; it must have 3, one for each predictor."));
        }
    }

    /// <summary>Calls the overload of doubles that is not generic, as languages without spans do; in C# a generic one comes before it.</summary>
    private static IReadOnlyList<double> OfDoubles<TRows>(Type fits, TRows x, double[] y)
    {
        MethodInfo fit = fits.GetMethods().Single(method => method.Name == "Fit" && !method.IsGenericMethod && method.GetParameters()[0].ParameterType == typeof(TRows));
        object?[] arguments = [x, y, .. fit.GetParameters().Skip(2).Select(parameter => Type.Missing)];
        object model = fit.Invoke(null, BindingFlags.OptionalParamBinding | BindingFlags.DoNotWrapExceptions, null, arguments, CultureInfo.InvariantCulture)!;
        return model is LinearModel<double> closed ? closed.Coefficients : ((LinearDescentResult<double>)model).Coefficients;
    }

    private static void Refuses(string parameterName, Func<object> call)
        => Assert.That(() => { call(); }, Throws.ArgumentNullException.With.Property("ParamName").EqualTo(parameterName));

    private static void Refuses(string parameterName, Action call)
        => Assert.That(call, Throws.ArgumentNullException.With.Property("ParamName").EqualTo(parameterName));
}
