namespace MiniDnn;

/// <summary>
/// The information of a multinomial model, Σ wᵢ·pᵢₐ·pᵢᵦ·(eₐ − eᵦ)(eₐ − eᵦ)ᵀ ⊗ zᵢzᵢᵀ over pairs of classes: as a sum of squares it stays
/// positive however the products round, where diag(p) − p·pᵀ would not.
/// </summary>
internal static class MultinomialInformation
{
    /// <summary>Below this share of what a pivot was, doubled precision has nothing left of it.</summary>
    private const double Exhausted = 1e-27;

    /// <summary>Normal equations in double lose the square of the condition number.</summary>
    private const double SmallestShare = 1e-5;

    /// <summary>Of dependent columns no more is left, as a share, than the rounding of sums in doubled precision.</summary>
    private const double Dependent = 1e-25;

    /// <summary>The factor at probabilities, of the coefficients that are searched for; null where it is singular.</summary>
    public static Information? At(MultinomialProblem problem, MultinomialPoint point)
    {
        double Weight(int i, int a, int b) => problem.Weights[i] * point.Probabilities[a, i] * point.Probabilities[b, i];
        Information? inDouble = problem.Columns.Low is null
            ? Information.Factor(Select(Assemble(problem, Weight, isDoubled: false), problem.Kept), SmallestShare) : null;
        return inDouble ?? Information.Factor(Select(Assemble(problem, Weight, isDoubled: true), problem.Kept), Exhausted);
    }

    /// <summary>The coefficients that the rows determine where some of their classes are closed; of those that depend the first.</summary>
    public static int[] Independent(MultinomialProblem problem)
    {
        // 1 for each class that a row might have had: whole numbers, of which dependence shows to the last digit
        double Pair(int i, int a, int b)
            => (problem.Labels[i] == a && problem.IsOpen(b, i)) || (problem.Labels[i] == b && problem.IsOpen(a, i)) ? 1 : 0;
        DoubleDouble[,] products = Assemble(problem, Pair, isDoubled: true);
        return IndependentColumns.Find(products, (_, before, left) => left > Dependent * before);
    }

    /// <summary>The lower half of the sum over rows and pairs of classes.</summary>
    private static DoubleDouble[,] Assemble(MultinomialProblem problem, Func<int, int, int, double> weight, bool isDoubled)
    {
        var sum = new DoubleDouble[problem.ParameterCount, problem.ParameterCount];
        double[] weights = new double[problem.RowCount];
        for (int a = 0; a < problem.ClassCount; a++)
        {
            for (int b = 0; b < a; b++)
            {
                for (int i = 0; i < weights.Length; i++)
                {
                    weights[i] = weight(i, a, b);
                }
                DoubleDouble[,] products = isDoubled
                    ? WeightedProducts.Doubled(problem.Columns, weights) : WeightedProducts.InDouble(problem.Columns, weights);
                (int first, int second) = (Array.IndexOf(problem.Others, a), Array.IndexOf(problem.Others, b));
                Add(sum, products, first, first, 1);
                Add(sum, products, second, second, 1);
                Add(sum, products, first, second, -1);
            }
        }
        return sum;
    }

    /// <summary>Adds a symmetric block; those of the reference, −1, are not there.</summary>
    private static void Add(DoubleDouble[,] sum, DoubleDouble[,] products, int row, int column, double sign)
    {
        int count = products.GetLength(0);
        for (int j = 0; j < count && row >= 0 && column >= 0; j++)
        {
            for (int k = 0; k < count; k++)
            {
                sum[(row * count) + j, (column * count) + k] += (k <= j ? products[j, k] : products[k, j]) * sign;
            }
        }
    }

    private static DoubleDouble[,] Select(DoubleDouble[,] products, int[] kept)
    {
        var result = new DoubleDouble[kept.Length, kept.Length];
        for (int i = 0; i < kept.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                result[i, j] = products[kept[i], kept[j]];
            }
        }
        return result;
    }
}
