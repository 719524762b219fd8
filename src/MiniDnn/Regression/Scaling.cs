using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>Powers of 2 that bring data near 1; multiplying by them is exact.</summary>
internal static class Scaling
{
    /// <summary>The e for which |value|·2^−e lies in [½, 1); 0 for 0.</summary>
    public static int ExponentOf(double value) => value == 0 ? 0 : Math.ILogB(value) + 1;

    /// <summary>value·2^exponent in the number type of the data.</summary>
    public static T Round<T>(DoubleDouble value, int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
        => T.CreateTruncating(Math.ScaleB(value.High, exponent));

    public static double LargestMagnitude<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return values.IsEmpty ? 0 : Math.Abs(double.CreateTruncating(TensorPrimitives.MaxMagnitude(values)));
    }

    /// <summary>The values as doubles, multiplied by 2^−exponent.</summary>
    public static double[] Scale<T>(ReadOnlySpan<T> values, int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] result = GC.AllocateUninitializedArray<double>(values.Length);
        double factor = Math.ScaleB(1, -exponent / 2);
        double rest = Math.ScaleB(1, -exponent - (-exponent / 2));
        TensorPrimitives.ConvertTruncating<T, double>(values, result);
        TensorPrimitives.Multiply<double>(result, factor, result);
        TensorPrimitives.Multiply<double>(result, rest, result);
        return result;
    }
}
