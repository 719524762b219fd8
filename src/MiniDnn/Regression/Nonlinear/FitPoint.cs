using MiniDnn.Decompositions;

namespace MiniDnn;

/// <summary>A point of a nonlinear fit with all that is known there.</summary>
internal sealed class FitPoint(int pointCount, int parameterCount)
{
    public double[] Parameters { get; } = new double[parameterCount];

    public double[] Values { get; } = new double[pointCount];

    public double[] Residuals { get; } = new double[pointCount];

    public double[] Jacobian { get; } = new double[pointCount * parameterCount];

    /// <summary>Of the weighted residuals.</summary>
    public double SumOfSquares { get; set; }

    /// <summary>The point where a search ended, with the derivatives that it had; null where the curve is not defined there.</summary>
    public static FitPoint? At(NonlinearProblem problem, double[] parameters, double[] jacobian)
    {
        var point = new FitPoint(problem.PointCount, problem.ParameterCount);
        jacobian.CopyTo(point.Jacobian, 0);
        return point.TryMoveTo(problem, parameters) ? point : null;
    }

    /// <summary>Sets the parameters and evaluates the curve; false where the sum of squares is not finite.</summary>
    public bool TryMoveTo(NonlinearProblem problem, ReadOnlySpan<double> parameters)
    {
        parameters.CopyTo(Parameters);
        SumOfSquares = problem.Evaluate(Parameters, Values, Residuals);
        return double.IsFinite(SumOfSquares);
    }

    /// <summary>Evaluates the derivatives; false where one is not finite.</summary>
    public bool TryLinearize(NonlinearProblem problem, bool accurate) => problem.TryJacobian(Parameters, Values, Jacobian, accurate);

    /// <summary>The length of the derivatives with respect to parameter j.</summary>
    public double LengthOfColumn(int j) => Householder.Norm<double>(Jacobian.AsSpan(j * pointCount, pointCount));
}
