namespace MiniDnn.Tests;

/// <summary>A number with its exact derivatives with respect to some parameters: forward differentiation (R. Wengert, 1964).</summary>
internal readonly struct Dual(double value, double[]? derivatives = null)
{
    public double Value => value;

    public double[]? Derivatives => derivatives;

    public static implicit operator Dual(double value) => new(value);

    public static Dual operator +(Dual a, Dual b) => Combine(a.Value + b.Value, a, 1, b, 1);

    public static Dual operator -(Dual a, Dual b) => Combine(a.Value - b.Value, a, 1, b, -1);

    public static Dual operator -(Dual a) => Combine(-a.Value, a, -1, 0, 0);

    public static Dual operator *(Dual a, Dual b) => Combine(a.Value * b.Value, a, b.Value, b, a.Value);

    public static Dual operator /(Dual a, Dual b) => Combine(a.Value / b.Value, a, 1 / b.Value, b, -a.Value / (b.Value * b.Value));

    public static Dual Exp(Dual a) => Combine(Math.Exp(a.Value), a, Math.Exp(a.Value), 0, 0);

    public static Dual Log(Dual a) => Combine(Math.Log(a.Value), a, 1 / a.Value, 0, 0);

    public static Dual Sin(Dual a) => Combine(Math.Sin(a.Value), a, Math.Cos(a.Value), 0, 0);

    public static Dual Cos(Dual a) => Combine(Math.Cos(a.Value), a, -Math.Sin(a.Value), 0, 0);

    public static Dual Atan(Dual a) => Combine(Math.Atan(a.Value), a, 1 / (1 + (a.Value * a.Value)), 0, 0);

    public static Dual Square(Dual a) => a * a;

    public static Dual Pow(Dual a, Dual b)
    {
        double power = Math.Pow(a.Value, b.Value);
        return Combine(power, a, b.Value * Math.Pow(a.Value, b.Value - 1), b, a.Value == 0 ? 0 : power * Math.Log(a.Value));
    }

    /// <summary>Parameter j of some.</summary>
    public static Dual Parameter(ReadOnlySpan<double> parameters, int j)
    {
        double[] unit = new double[parameters.Length];
        unit[j] = 1;
        return new(parameters[j], unit);
    }

    private static Dual Combine(double value, Dual a, double slopeOfA, Dual b, double slopeOfB)
    {
        if (a.Derivatives is null && b.Derivatives is null)
        {
            return new(value);
        }
        double[] derivatives = new double[(a.Derivatives ?? b.Derivatives)!.Length];
        for (int j = 0; j < derivatives.Length; j++)
        {
            derivatives[j] = (a.Derivatives is { } ofA && ofA[j] != 0 ? slopeOfA * ofA[j] : 0) + (b.Derivatives is { } ofB && ofB[j] != 0 ? slopeOfB * ofB[j] : 0);
        }
        return new(value, derivatives);
    }
}
