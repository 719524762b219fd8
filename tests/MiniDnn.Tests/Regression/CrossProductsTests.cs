namespace MiniDnn.Tests;

/// <summary>Cross-products in doubled precision, against sums of exact products.</summary>
internal sealed class CrossProductsTests
{
    [Test]
    public void Every_product_has_twice_the_digits([Values(1, 2, 7, 8, 9, 20)] int columns, [Values(1, 5, 127, 128, 129, 1000)] int rows, [Values] bool intercept)
    {
        (Matrix<double> x, double[] y) = Data(rows, columns);
        CrossProducts products = CrossProducts.Of(DesignOf(x, intercept).Scaled(new int[columns + (intercept ? 1 : 0)]), y, RegressionWeights.None);
        double[][] all = [.. intercept ? [Column(rows, _ => 1)] : Array.Empty<double[]>(), .. Enumerable.Range(0, columns).Select(j => Column(rows, i => x[i, j])), y];
        for (int j = 0; j < all.Length; j++)
        {
            for (int k = 0; k < all.Length; k++)
            {
                DoubleDouble expected = DoubleDouble.Zero;
                double size = 0;
                for (int i = 0; i < rows; i++)
                {
                    expected += DoubleDouble.ExactProduct(all[j][i], all[k][i]);
                    size += Math.Abs(all[j][i] * all[k][i]);
                }
                Assert.That(Math.Abs((products[j, k] - expected).High), Is.LessThanOrEqualTo(Math.ScaleB(size, -90)), $"({j}, {k})");
            }
        }
    }

    [Test]
    public void Blocks_of_very_different_size_keep_their_digits()
    {
        (Matrix<double> x, double[] y) = Data(400, 3);
        for (int i = 0; i < 400; i++)
        {
            double unit = i < 128 ? 1e60 : i < 256 ? 0 : 1;
            System.Numerics.Tensors.TensorPrimitives.Multiply<double>(x.Row(i), unit, x.Row(i));
        }
        CrossProducts products = CrossProducts.Of(DesignOf(x, false).Scaled(new int[3]), y, RegressionWeights.None);
        DoubleDouble expected = DoubleDouble.Zero;
        for (int i = 0; i < 400; i++)
        {
            expected += DoubleDouble.ExactProduct(x[i, 0], x[i, 0]);
        }
        Assert.That(Math.Abs((products[0, 0] - expected).High), Is.LessThanOrEqualTo(Math.ScaleB(expected.High, -90)));
    }

    [Test]
    public void A_value_that_is_not_finite_leaves_no_scales([Values(double.NaN, double.PositiveInfinity)] double value, [Values(0, 129)] int row)
    {
        (Matrix<double> x, double[] y) = Data(300, 5);
        x[row, 3] = value;
        CrossProducts products = CrossProducts.Of(DesignOf(x, true).Scaled(new int[6]), y, RegressionWeights.None);
        Assert.That(products.FindExponents(6), Is.Null);
    }

    private static Design<double> DesignOf(Matrix<double> x, bool intercept) => new(x, new ModelShape(x.ColumnCount, 1, intercept, null));

    private static double[] Column(int rows, Func<int, double> value) => [.. Enumerable.Range(0, rows).Select(value)];

    private static (Matrix<double> X, double[] Y) Data(int rows, int columns)
    {
        var random = new SeededRandom((ulong)((rows * 100) + columns));
        Matrix<double> x = Matrix.Create(rows, columns, (_, j) => (random.NextNormal() + j) * Math.Pow(10, j % 5));
        return (x, Column(rows, _ => random.NextDouble()));
    }
}
