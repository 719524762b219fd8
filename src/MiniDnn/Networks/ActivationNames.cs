using System.Globalization;

namespace MiniDnn;

/// <summary>
/// Activations by the name under which they are saved, which has their constant where there is one: <c>relu</c>, <c>elu(0.5)</c>.
/// </summary>
internal static class ActivationNames
{
    private static readonly Activation[] BuiltIn =
    [
        Activation.Identity, Activation.Sigmoid, Activation.ReLU, Activation.Tanh, Activation.Softmax,
        Activation.LeakyReLU, Activation.ELU, Activation.GELU, Activation.GELUTanh, Activation.SiLU, Activation.Softplus,
    ];

    /// <summary>The activation of that name; null where there is none.</summary>
    public static Activation? Find(string name, IEnumerable<Activation> own)
        => own.Concat(BuiltIn).FirstOrDefault(activation => activation.Name == name)
            // that was the form with tanh before there was the other
            ?? (name == "gelu" ? Activation.GELUTanh : null)
            ?? WithConstant(name, "leakyRelu(", value => value is > 0 and < 1, value => new LeakyReLU { Slope = value })
            ?? WithConstant(name, "elu(", value => value > 0 && double.IsFinite(value), value => new ELU { Alpha = value });

    private static Activation? WithConstant(string name, string start, Func<double, bool> isAllowed, Func<double, Activation> create)
        => name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(')')
            && double.TryParse(name.AsSpan(start.Length, name.Length - start.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && isAllowed(value)
            ? create(value)
            : null;
}
