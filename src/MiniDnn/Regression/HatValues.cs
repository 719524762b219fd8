namespace MiniDnn;

/// <summary>hᵢ and 1 − hᵢ of each row; 1 and NaN for a row that has a coefficient to itself.</summary>
internal sealed class HatValues
{
    private HatValues(int rowCount)
    {
        Taken = new double[rowCount];
        Left = new double[rowCount];
    }

    /// <summary>hᵢ.</summary>
    public double[] Taken { get; }

    /// <summary>1 − hᵢ.</summary>
    public double[] Left { get; }

    /// <summary>
    /// hᵢ = wᵢ·‖xᵢᵀ·B‖² and 1 − hᵢ, in doubled precision: B's columns cancel where X is ill-conditioned, and 1 − hᵢ where the leverage is
    /// high.
    /// </summary>
    public static HatValues Compute<T>(Design<T> design, RegressionWeights weights, LeastSquaresFactor factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new HatValues(design.RowCount);
        double noise = Math.ScaleB(factor.ParameterCount * factor.Condition(), -100);   // what rounding makes of 1 − 1
        for (int i = 0; i < result.Taken.Length; i++)
        {
            DoubleDouble sum = DoubleDouble.Zero;
            foreach (DoubleDouble z in factor.ApplyTransposed(design.Row(i)))
            {
                sum += z * z;
            }
            DoubleDouble taken = sum * weights[i];
            double left = (DoubleDouble.One - taken).High;
            (result.Taken[i], result.Left[i]) = left > noise ? (taken.High, left) : (1, double.NaN);
        }
        return result;
    }
}
