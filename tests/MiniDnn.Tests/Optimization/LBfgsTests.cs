using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>L-BFGS on functions whose minimum is known, most of them hard, and how it says that there is none.</summary>
internal sealed class LBfgsTests
{
    private static readonly double[,] Points = { { 0.5, 1.2 }, { 1.1, 0.3 }, { 1.9, 2.2 }, { 2.4, -0.5 }, { 0.2, 0.9 }, { 3.1, 1.4 }, { 2.8, 0.1 }, { 1.4, 1.9 }, { 0.9, -0.7 }, { 3.6, 0.8 }, { 2.2, 1.1 }, { 1.6, -1.3 } };

    private static readonly double[] Labels = [0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0];

    [TestCase("rosenbrock-2", 1e-18, 1e-8)]
    [TestCase("rosenbrock-100-pairs", 1e-16, 1e-7)]
    [TestCase("wood", 1e-16, 1e-7)]
    [TestCase("logistic-regression-12", 1e-12, 1e-7)]
    [TestCase("logarithm-with-nan-region", 1e-12, 1e-6)]
    public void The_minimum_is_reached(string name, double valueTolerance, double pointTolerance)
    {
        JsonElement set = Case(name);
        DescentResult<double> result = LBfgs.Minimize(Objective(name), Start(set));
        double[] right = set.GetProperty("minimum").GetProperty("x") is { ValueKind: JsonValueKind.Array } x ? NonlinearCases.Numbers(x) : [.. Enumerable.Repeat(1.0, result.Parameters.Count)];
        Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Converged), result.ToString());
        Assert.That(result.Loss, Is.EqualTo(set.GetProperty("minimum").GetProperty("f").GetDouble()).Within(valueTolerance), result.ToString());
        Assert.That(result.Parameters, Is.EqualTo(right).Within(pointTolerance), result.ToString());
    }

    [Test]
    public void Rosenbrocks_valley_takes_few_evaluations()
    {
        int evaluations = 0;
        Objective<double> valley = Objective("rosenbrock-2");
        DescentResult<double> result = LBfgs.Minimize((p, gradient) => { evaluations++; return valley(p, gradient); }, [-1.2, 1], new() { Tolerance = 1e-10 });
        Assert.That(result.Epochs, Is.LessThan(60));
        Assert.That(evaluations, Is.LessThan(80));
    }

    [Test]
    public void A_badly_scaled_valley_is_followed_far_enough()
        => Assert.That(LBfgs.Minimize(Objective("powell-badly-scaled"), [0, 1]).Loss, Is.LessThan(1e-6));

    [Test]
    public void A_trigonometric_sum_ends_in_one_of_its_minima()
    {
        DescentResult<double> result = LBfgs.Minimize(Objective("trigonometric-10"), [.. Enumerable.Repeat(0.1, 10)]);
        Assert.That(result.Loss, Is.LessThan(1e-15).Or.EqualTo(2.7950561219e-05).Within(1e-12), result.ToString());
        Assert.That(result.GradientNorm, Is.LessThan(1e-8));
    }

    [Test]
    public void A_gradient_of_zero_at_the_start_is_said()
    {
        DescentResult<double> result = LBfgs.Minimize(Objective("start-on-a-stationary-point"), [0, 0]);
        Assert.That(result.Message, Does.Contain("The gradient is 0 at the start"));
        Assert.That(result.Parameters, Is.EqualTo(new[] { 0.0, 0 }));
    }

    [TestCase(1e-200)]
    [TestCase(1e-6)]
    [TestCase(1e150)]
    public void Units_of_the_value_do_not_matter(double unit)
    {
        Objective<double> valley = Objective("rosenbrock-2");
        DescentResult<double> result = LBfgs.Minimize(
            (p, gradient) =>
            {
                double value = unit * valley(p, gradient);
                gradient[0] *= unit;
                gradient[1] *= unit;
                return value;
            },
            [-1.2, 1]);
        Assert.That(result.Parameters, Is.EqualTo(new[] { 1.0, 1 }).Within(1e-6), result.ToString());
    }

    [Test]
    public void Float_works_as_well()
    {
        DescentResult<float> result = LBfgs.Minimize<float>(
            (p, gradient) =>
            {
                (gradient[0], gradient[1]) = (2 * (p[0] - 3), 20 * (p[1] + 1));
                return ((p[0] - 3) * (p[0] - 3)) + (10 * (p[1] + 1) * (p[1] + 1));
            },
            [0f, 0]);
        Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Converged), result.ToString());
        Assert.That(result.Parameters, Is.EqualTo(new[] { 3f, -1 }).Within(1e-4f));
    }

    [Test]
    public void A_function_without_a_minimum_is_said()
    {
        DescentResult<double> line = LBfgs.Minimize((p, gradient) => gradient[0] = 1 + (p[0] * 0), [0.0]);
        DescentResult<double> falling = LBfgs.Minimize((p, gradient) => { gradient[0] = -1; return -p[0]; }, [1.0]);
        Assert.That(falling.Outcome, Is.EqualTo(DescentOutcome.Diverged), falling.ToString());
        Assert.That(falling.Message, Does.Contain("falls without bound"));
        Assert.That(line.Outcome, Is.Not.EqualTo(DescentOutcome.Converged), line.ToString());
    }

    [Test]
    public void A_gradient_that_disagrees_with_the_value_is_said()
    {
        DescentResult<double> result = LBfgs.Minimize((p, gradient) => { gradient[0] = -2 * p[0]; return p[0] * p[0]; }, [1.0]);
        Assert.That(result.Outcome, Is.EqualTo(DescentOutcome.Stalled), result.ToString());
        Assert.That(result.Message, Does.Contain("may disagree"));
        Assert.That(result.Parameters[0], Is.EqualTo(1));
    }

    [Test]
    public void Epochs_tolerance_trace_and_cancellation_are_those_of_every_descent()
    {
        Objective<double> valley = Objective("rosenbrock-2");
        DescentResult<double> limited = LBfgs.Minimize(valley, [-1.2, 1], new() { Epochs = 5, TraceEvery = 2 });
        Assert.That(limited.Outcome, Is.EqualTo(DescentOutcome.EpochLimit));
        Assert.That(limited.Trace.Select(point => point.Epochs), Is.EqualTo(new[] { 0, 2, 4, 5 }));
        Assert.That(limited.Trace.Select(point => point.Loss), Is.Ordered.Descending);
        Assert.That(LBfgs.Minimize(valley, [-1.2, 1], new() { Tolerance = 0.1 }).GradientNorm, Is.LessThan(0.1));
        Assert.That(LBfgs.Minimize(valley, [-1.2, 1], cancellationToken: new CancellationToken(true)).Outcome, Is.EqualTo(DescentOutcome.Cancelled));
        Assert.That(LBfgs.Minimize(valley, [-1.2, 1], memory: 1).Loss, Is.LessThan(1e-10));
    }

    [Test]
    public void Bad_inputs_are_refused()
    {
        Objective<double> valley = Objective("rosenbrock-2");
        Assert.That(() => LBfgs.Minimize(valley, []), Throws.ArgumentException.With.Message.Contains("start has no elements"));
        Assert.That(() => LBfgs.Minimize(valley, [1, double.NaN]), Throws.ArgumentException.With.Message.Contains("start[1] is NaN"));
        Assert.That(() => LBfgs.Minimize(valley, [1, 1], memory: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => LBfgs.Minimize(valley, [1, 1], new() { Optimizer = new Adam() }), Throws.ArgumentException.With.Message.Contains("Optimizer must be null"));
        Assert.That(() => LBfgs.Minimize((p, gradient) => double.NaN, [1.0]), Throws.ArgumentException.With.Message.Contains("at start the loss is NaN"));
        Assert.That(() => LBfgs.Minimize(null!, [1.0]), Throws.ArgumentNullException);
    }

    private static JsonElement Case(string name) => NonlinearCases.Root.GetProperty("lbfgs").EnumerateArray().First(c => c.GetProperty("name").GetString() == name);

    private static double[] Start(JsonElement set) => set.GetProperty("start") is { ValueKind: JsonValueKind.Array } start
        ? NonlinearCases.Numbers(start)
        : [.. Enumerable.Range(0, set.GetProperty("dimension").GetInt32()).Select(i => i % 2 == 0 ? -1.2 : 1.0)];

    /// <summary>The function by its formula, its gradient by numbers that carry derivatives.</summary>
    private static Objective<double> Objective(string name) => (p, gradient) =>
    {
        var numbers = new Dual[p.Length];
        for (int j = 0; j < numbers.Length; j++)
        {
            numbers[j] = Dual.Parameter(p, j);
        }
        Dual value = Formula(name, numbers);
        value.Derivatives!.CopyTo(gradient);
        return value.Value;
    };

    private static Dual Formula(string name, Dual[] x) => name switch
    {
        "powell-badly-scaled" => Dual.Square((1e4 * x[0] * x[1]) - 1) + Dual.Square(Dual.Exp(-x[0]) + Dual.Exp(-x[1]) - 1.0001),
        "wood" => Valley(x[0], x[1], 100) + Valley(x[2], x[3], 90) + (10 * Dual.Square(x[1] + x[3] - 2)) + (Dual.Square(x[1] - x[3]) / 10),
        "trigonometric-10" => Sum(10, i => Dual.Square(10 - Sum(10, j => Dual.Cos(x[j])) + ((i + 1) * (1 - Dual.Cos(x[i]))) - Dual.Sin(x[i]))),
        "logistic-regression-12" => Sum(12, i => LogOfOnePlusExp(x[0] + (x[1] * Points[i, 0]) + (x[2] * Points[i, 1])) - (Labels[i] * (x[0] + (x[1] * Points[i, 0]) + (x[2] * Points[i, 1])))),
        "logarithm-with-nan-region" => Sum(4, i => x[i] - (new[] { 1, 2, 5, 0.5 }[i] * Dual.Log(x[i]))),
        "start-on-a-stationary-point" => Dual.Square(Dual.Square(x[0]) - 1) + Dual.Square(x[1]),
        _ => Sum(x.Length / 2, i => Valley(x[2 * i], x[(2 * i) + 1], 100)),
    };

    private static Dual Valley(Dual x, Dual y, double steepness) => (steepness * Dual.Square(y - Dual.Square(x))) + Dual.Square(1 - x);

    private static Dual LogOfOnePlusExp(Dual z) => z.Value > 0 ? z + Dual.Log(1 + Dual.Exp(-z)) : Dual.Log(1 + Dual.Exp(z));

    private static Dual Sum(int count, Func<int, Dual> term)
    {
        Dual sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += term(i);
        }
        return sum;
    }
}
