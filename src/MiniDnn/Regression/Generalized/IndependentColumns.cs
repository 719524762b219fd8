namespace MiniDnn;

/// <summary>Finds the columns that do not depend on those before them, from their products.</summary>
internal static class IndependentColumns
{
    /// <summary>Takes columns out of those that follow, by Cholesky's method, and passes over those of which nothing is left.</summary>
    /// <param name="products">The lower half of ZᵀZ; it is changed.</param>
    /// <param name="isLeft">Whether more than rounding is left of a column: its index, its square, and what is left of the square.</param>
    /// <returns>The columns of which more was left.</returns>
    public static int[] Find(DoubleDouble[,] products, Func<int, double, double, bool> isLeft)
    {
        List<int> kept = [];
        int count = products.GetLength(0);
        for (int j = 0; j < count; j++)
        {
            double before = products[j, j].High;
            foreach (int k in kept)
            {
                DoubleDouble ratio = products[j, k] / products[k, k];
                for (int i = j; i < count; i++)
                {
                    products[i, j] -= ratio * products[i, k];
                }
            }
            if (isLeft(j, before, products[j, j].High))
            {
                kept.Add(j);
            }
        }
        return [.. kept];
    }
}
