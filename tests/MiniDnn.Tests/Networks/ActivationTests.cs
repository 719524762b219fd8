namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ActivationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double[] Points = [-1e4, -40, -3, -1, -1e-3, -1e-9, 0, 1e-9, 1e-3, 0.5, 1, 3, 40, 1e4];

    public static IEnumerable<TestCaseData> Functions =>
    [
        new(Activation.LeakyReLU, (double a) => a > 0 ? a : 0.01 * a),
        new(new LeakyReLU { Slope = 0.25 }, (double a) => a > 0 ? a : a / 4),
        new(Activation.ELU, (double a) => a > 0 ? a : Math.Abs(a) < 1e-5 ? a + (a * a / 2) : Math.Exp(a) - 1),
        new(new ELU { Alpha = 2 }, (double a) => a > 0 ? a : Math.Abs(a) < 1e-5 ? 2 * (a + (a * a / 2)) : 2 * (Math.Exp(a) - 1)),
        new(Activation.SiLU, (double a) => a / (1 + Math.Exp(-a))),
        new(Activation.GELUTanh, (double a) => 0.5 * a * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (a + (0.044715 * a * a * a))))),
        new(Activation.Softplus, (double a) => a < -30 ? Math.Exp(a) : a > 30 ? a : Math.Log(1 + Math.Exp(a))),
    ];

    [TestCaseSource(nameof(Functions))]
    public void Values_are_those_of_the_formula(Activation activation, Func<double, double> formula)
    {
        // 700 columns: more than a piece of scratch memory, and not a multiple of a vector
        Matrix<T> x = Matrix.Create(3, 700, (i, j) => T.CreateChecked(Points[((i * 700) + j) % Points.Length]));
        Matrix<T> result = TestMatrices.Padded(new Matrix<T>(3, 700));
        activation.Apply(TestMatrices.Inside(TestMatrices.Padded(x)), TestMatrices.Inside(result));
        double tolerance = typeof(T) == typeof(float) ? 2e-6 : 1e-14;
        ReadOnlyMatrixSpan<T> inside = TestMatrices.Inside(result);
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 700; j++)
            {
                double expected = formula(double.CreateChecked(x[i, j]));
                Assert.That(double.CreateChecked(inside[i, j]), Is.EqualTo(expected).Within(tolerance * Math.Max(1, Math.Abs(expected))), $"{activation}({x[i, j]})");
            }
        }
        TestMatrices.AssertPaddingUntouched(result);
        Matrix<T> inPlace = x.Clone();
        activation.Apply<T>(inPlace, inPlace);
        Assert.That(inPlace.ApproximatelyEquals(inside, T.CreateChecked(tolerance)), "in place");
    }

    [TestCaseSource(nameof(Functions))]
    public void Derivatives_are_slopes_of_the_formula(Activation activation, Func<double, double> formula)
    {
        double[] points = [-60, -8, -2.5, -1, -0.3, 0.2, 0.7, 1.9, 6, 60];
        Matrix<T> x = Matrix.Create(2, points.Length, (_, j) => T.CreateChecked(points[j]));
        Matrix<T> output = x.Clone();
        activation.Apply<T>(x, output);
        Matrix<T> delta = x.Map(_ => T.One);
        ReadOnlyMatrixSpan<T> input = activation.NeedsInput ? x.AsReadOnly() : default;
        activation.Backward(input, output, delta);
        for (int j = 0; j < points.Length; j++)
        {
            double at = double.CreateChecked(x[0, j]);
            double slope = (formula(at + 1e-5) - formula(at - 1e-5)) / 2e-5;
            Assert.That(double.CreateChecked(delta[1, j]), Is.EqualTo(slope).Within(typeof(T) == typeof(float) ? 2e-6 : 1e-8), $"{activation}′({at})");
        }
    }

    /// <summary>Both forms of PyTorch's definition, from 30 digits.</summary>
    [TestCase(-3, -0.0040496940948902836, -0.0036373920817730188)]
    [TestCase(-1, -0.15865525393145705, -0.1588080093917233)]
    [TestCase(-0.5, -0.15426876936299345, -0.15428599017485608)]
    [TestCase(0.5, 0.34573123063700655, 0.34571400982514392)]
    [TestCase(2, 1.9544997361036416, 1.954597694087775)]
    public void GELU_is_the_exact_form_and_the_other_is_named_so(double a, double exact, double tanh)
    {
        double tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-14;
        Matrix<T> x = new(1, 1, [T.CreateChecked(a)]), y = x.Clone();
        Activation.GELU.Apply<T>(x, y);
        Assert.That(double.CreateChecked(y[0, 0]), Is.EqualTo(exact).Within(tolerance));
        Activation.GELUTanh.Apply<T>(x, y);
        Assert.That(double.CreateChecked(y[0, 0]), Is.EqualTo(tanh).Within(tolerance));
    }

    /// <summary>Files in which "gelu" still was the form with tanh.</summary>
    [Test]
    public void A_name_of_before_is_the_form_that_was_trained()
    {
        Assert.That(ActivationNames.Find("gelu", []), Is.SameAs(Activation.GELUTanh));
        Assert.That(ActivationNames.Find(Activation.GELU.Name, []), Is.SameAs(Activation.GELU));
        Assert.That(ActivationNames.Find(Activation.GELUTanh.Name, []), Is.SameAs(Activation.GELUTanh));
    }

    [Test]
    public void Default_initialisers_fit_the_activation()
    {
        foreach (Activation activation in new[] { Activation.ReLU, Activation.LeakyReLU, Activation.ELU, Activation.GELU, Activation.GELUTanh, Activation.SiLU, Activation.Softplus })
        {
            Assert.That(new Dense(1, activation).Initializer, Is.SameAs(Initializer.HeNormal), activation.Name);
        }
        foreach (Activation activation in new[] { Activation.Identity, Activation.Sigmoid, Activation.Softmax })
        {
            Assert.That(new Dense(1, activation).Initializer, Is.SameAs(Initializer.GlorotUniform), activation.Name);
        }
    }

    [Test]
    public void Constants_out_of_range_are_refused()
    {
        Assert.That(() => new LeakyReLU { Slope = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Slope must be more than 0 and less than 1."));
        Assert.That(() => new LeakyReLU { Slope = double.NaN }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ELU { Alpha = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Alpha"));
    }
}
