namespace MiniDnn.Surface;

/// <summary>Equations, inverses, ranks, decompositions.</summary>
internal static class DecompositionLines
{
    public static void Run(Says says)
    {
        Equations(says);
        Decompositions(says);
    }

    private static void Equations(Says says)
    {
        Matrix<double> a = [[2, 1], [1, 3]];
        Matrix<double> tall = [[20, 1], [30, 1], [40, 1]];
        Matrix<double> b = [[3], [5]];
        double[] v = [3, 5];

        says.That(a.Solve([3, 5]), [0.8, 1.4]);
        says.That(a.Solve(v), [0.8, 1.4]);
        says.That(a.Solve(v.AsSpan()), [0.8, 1.4]);
        says.That(a.Solve(b).Column(0), [0.8, 1.4]);
        says.That(a.Solve(b.Columns(..1))[1, 0], 1.4);
        says.That(a[.., ..].Solve([3, 5]), [0.8, 1.4]);
        says.That(a.AsReadOnly().Solve(v), [0.8, 1.4]);
        says.That(tall.Solve([30, 50, 80])[0], 2.5);
        says.That(tall.Rows(..2).Solve([30, 50])[0], 2);
        says.That((a * a.Inverse())[0, 0], 1);
        says.That(a.Determinant(), 5);
        says.That(a.Rank(), 2);
        says.That(tall.PseudoInverse().Multiply([30, 50, 80])[0], 2.5);
        says.That(a[..1, ..1].Inverse()[0, 0], 0.5);
        says.That(a.ConditionNumber() > 1);
        says.That(new Matrix<double>(0, 0).Solve([]).Length, 0);
    }

    private static void Decompositions(Says says)
    {
        Matrix<double> a = [[2, 1], [1, 3]];
        Matrix<float> floats = [[2, 1], [1, 3]];
        double[] v = [3, 5];

        says.That(a.Qr().Solve([3, 5]), [0.8, 1.4]);
        says.That(a.Qr(pivot: true).Solve(v), [0.8, 1.4]);
        says.That(floats.Qr().R()[1, 0], 0);
        says.That(a.Lu().Solve([3, 5]), [0.8, 1.4]);
        says.That(a.Rows(..).Lu().Solve(a)[0, 0], 1);
        says.That(floats.Lu().Determinant(), 5);
        says.That(a.Lu().DeterminantSign(), 1);
        says.That(a.SolveUpper([4, 6])[1], 2);
        says.That(a.SolveLower(v, transpose: true)[1], 5.0 / 3);
        says.That(a.Columns(..).SolveUpper(a)[1, 1], 1);
        says.That(a.Cholesky().Solve([3, 5]), [0.8, 1.4]);
        says.That(a.AsReadOnly().Cholesky().Solve(a)[0, 0], 1);
        says.That(a.Cholesky().L()[0, 1], 0);
        says.That(a.Svd().Solve([3, 5]), [0.8, 1.4]);
        says.That(a.Svd().Solve(v, tolerance: 0), [0.8, 1.4]);
        says.That(a.Svd().SingularValues[0], 3.618, 1e-3);
        says.That(a.Svd().Rank(), 2);
        SingularValueDecomposition<double> svd = a.Svd();
        says.That((svd.U * Matrix.Diagonal(svd.SingularValues) * svd.V.Transpose())[1, 1], 3);
    }
}
