using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>The basis in which <see cref="ExactCone"/> should end, by the simplex method in double.</summary>
/// <remarks>
/// Whole numbers of thousands of digits make a step dear, and a search takes hundreds of them: the search is done in double, and its end
/// alone is computed, and judged, in whole numbers (W. Cook and others, 2007). Whatever comes out of it, the answer is exact.
/// </remarks>
internal static class ConeGuess
{
    /// <summary>What counts as 0 among numbers near 1.</summary>
    private const double Nothing = 1e-10;

    /// <summary>For each place of the basis the generator in it; null for the artificial one that began there.</summary>
    public static SignedRow?[] Find(ExactRows rows, SignedRow[] generators, BigInteger[] target)
    {
        int p = rows.Dimension;
        var basis = new SignedRow?[p];
        double[] values = rows.ToScaled(target);
        double[][] inverse = [.. values.Select((v, i) => Unit(p, i, v < 0 ? -1 : 1))];
        for (int i = 0; i < p; i++)
        {
            values[i] = Math.Abs(values[i]) + (Nothing * (1 + (0.618 * i % 1)));   // no two alike, lest steps go in circles
        }
        var entering = new double[p];
        for (int step = 0; step < 40 * p; step++)
        {
            double[] dual = Dual(basis, inverse);
            if (Entering(rows, generators, dual, entering) is not { } next)
            {
                break;
            }
            double[] column = [.. inverse.Select(row => TensorPrimitives.Dot<double>(row, entering))];
            int leaving = Leaving(values, column);
            if (leaving < 0)
            {
                break;
            }
            Exchange(inverse, values, column, leaving);
            basis[leaving] = next;
        }
        return basis;
    }

    private static double[] Unit(int length, int index, double value)
    {
        double[] unit = new double[length];
        unit[index] = value;
        return unit;
    }

    private static double[] Dual(SignedRow?[] basis, double[][] inverse)
    {
        double[] dual = new double[basis.Length];
        for (int i = 0; i < basis.Length; i++)
        {
            if (basis[i] is null)
            {
                TensorPrimitives.Add(dual, inverse[i], dual);
            }
        }
        return dual;
    }

    /// <summary>The generator nearest to the direction of the dual, of length 1, if one goes its way.</summary>
    private static SignedRow? Entering(ExactRows rows, SignedRow[] generators, double[] dual, double[] entering)
    {
        SignedRow? best = null;
        double largest = Nothing * TensorPrimitives.Norm<double>(dual), length = 1;
        foreach (SignedRow generator in generators)
        {
            double[] x = rows.Scaled(generator.Row);
            double norm = rows.Length(generator.Row), product = generator.Sign * TensorPrimitives.Dot<double>(x, dual);
            if (product > largest * norm)
            {
                (best, largest, length) = (generator, product / norm, norm);
            }
        }
        if (best is { } found)
        {
            TensorPrimitives.Multiply(rows.Scaled(found.Row), found.Sign / length, entering);
        }
        return best;
    }

    private static int Leaving(double[] values, double[] column)
    {
        int leaving = -1;
        for (int i = 0; i < column.Length; i++)
        {
            if (column[i] > Nothing && (leaving < 0 || values[i] / column[i] < values[leaving] / column[leaving]))
            {
                leaving = i;
            }
        }
        return leaving;
    }

    private static void Exchange(double[][] inverse, double[] values, double[] column, int leaving)
    {
        double pivot = column[leaving];
        TensorPrimitives.Divide(inverse[leaving], pivot, inverse[leaving]);
        values[leaving] /= pivot;
        for (int i = 0; i < column.Length; i++)
        {
            if (i != leaving)
            {
                TensorPrimitives.MultiplyAdd(inverse[leaving], -column[i], inverse[i], inverse[i]);
                values[i] = Math.Max(0, values[i] - (column[i] * values[leaving]));
            }
        }
    }
}
