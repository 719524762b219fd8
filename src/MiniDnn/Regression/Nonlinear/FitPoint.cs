using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>A point of a nonlinear fit with all that is known there.</summary>
/// <param name="problem">What is minimised.</param>
/// <param name="jacobian">
/// Memory for the derivatives, which the points of a search share: they are those of the point that was linearised last.
/// </param>
internal sealed class FitPoint(NonlinearProblem problem, double[] jacobian)
{
    public FitPoint(NonlinearProblem problem)
        : this(problem, new double[problem.PointCount * problem.ParameterCount])
    {
    }

    public double[] Parameters { get; } = new double[problem.ParameterCount];

    /// <summary>The curve, for differences; empty where derivatives are given.</summary>
    public double[] Values { get; } = problem.HasDerivatives ? [] : new double[problem.PointCount];

    public double[] Residuals { get; } = new double[problem.PointCount];

    public double[] Jacobian => jacobian;

    /// <summary>Of the weighted residuals.</summary>
    public double SumOfSquares { get; private set; }

    /// <summary>The point where a search ended, with the derivatives that it had; null where the curve is not defined there.</summary>
    public static FitPoint? At(NonlinearProblem problem, double[] parameters, double[] jacobian)
    {
        var point = new FitPoint(problem, jacobian);
        return point.TryMoveTo(parameters) ? point : null;
    }

    /// <summary>Sets the parameters and evaluates the curve; false where the sum of squares is not finite.</summary>
    public bool TryMoveTo(ReadOnlySpan<double> parameters)
    {
        parameters.CopyTo(Parameters);
        SumOfSquares = problem.Evaluate(Parameters, Values, Residuals);
        return double.IsFinite(SumOfSquares);
    }

    /// <summary>Evaluates the derivatives; false where one is not finite.</summary>
    public bool TryLinearize(bool accurate) => problem.TryJacobian(Parameters, Values, jacobian, accurate);

    /// <summary>The derivatives with respect to parameter j.</summary>
    public ReadOnlySpan<double> Column(int j) => jacobian.AsSpan(j * problem.PointCount, problem.PointCount);

    /// <summary>Their length.</summary>
    public double LengthOfColumn(int j) => Householder.Norm(Column(j));
}
