namespace MiniDnn;

/// <summary>
/// The function f that a layer applies to its pre-activations A: Z = f(A). The built-in ones are reached by name: <c>Activation.ReLU</c>.
/// </summary>
/// <remarks>
/// The accuracy page states the errors of all values and slopes. One of your own overrides <see cref="Name"/>, <see cref="Apply"/> and <see cref="Backward"/>; see the architecture page for one in 20 lines. An activation has no state, so one object serves all
/// networks and threads.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; a = [[-1, 0, 2]];
/// Matrix&lt;double&gt; z = Matrix&lt;double&gt;.Zeros(1, 3);
/// Activation.ReLU.Apply&lt;double&gt;(a, z);
/// Console.WriteLine(z[0, 2]);                        // → 2
/// </code></example>
public abstract class Activation
{
    /// <summary>f(a) = a.</summary>
    public static Activation Identity { get; } = new Identity();

    /// <summary>
    /// The logistic function σ(a) = 1/(1 + e⁻ᵃ), with values in (0, 1), within 3 units in the last place for every a; σ′ = σ·(1 − σ) ≤ ¼.
    /// </summary>
    public static Activation Sigmoid { get; } = new Sigmoid();

    /// <summary>
    /// max(a, 0): its derivative is 1 for a &gt; 0 and 0 elsewhere, at 0 too (K. Fukushima, 1969; V. Nair and G. Hinton, 2010).
    /// </summary>
    public static Activation ReLU { get; } = new ReLU();

    /// <summary>The hyperbolic tangent, with values in (−1, 1), within 4 units in the last place for every a; tanh′ = 1 − tanh².</summary>
    public static Activation Tanh { get; } = new Tanh();

    /// <summary>
    /// a for a &gt; 0, else 0.01·a; <c>new LeakyReLU { Slope = 0.2 }</c> for another slope (A. Maas, A. Hannun and A. Ng, 2013).
    /// </summary>
    public static Activation LeakyReLU { get; } = new LeakyReLU();

    /// <summary>
    /// a for a &gt; 0, else eᵃ − 1; <c>new ELU { Alpha = 0.5 }</c> for another depth. Within 4 units in the last place for every a when α =
    /// 1 (D. Clevert, T. Unterthiner and S. Hochreiter, 2016).
    /// </summary>
    public static Activation ELU { get; } = new ELU();

    /// <summary>a·Φ(a) with Φ(a) = ½·(1 + erf(a/√2)), the normal distribution (D. Hendrycks and K. Gimpel, 2016).</summary>
    /// <remarks>
    /// As PyTorch's default. Within 6 units in the last place for a &gt; 0; below, where it is about a·e^(−a²/2), within 6 + a².
    /// </remarks>
    public static Activation GELU { get; } = new GELU();

    /// <summary>a·σ(v) with v = √(8/π)·(a + 0.044715·a³): GELU in the form with tanh, less than 5·10⁻⁴ from it.</summary>
    /// <remarks>
    /// What <see cref="GELU"/> was in earlier versions, and is in files of theirs. Within 4 units in the last place for a &gt; 0; below,
    /// where it is about a·eᵛ, within 4 + 2·|v|.
    /// </remarks>
    public static Activation GELUTanh { get; } = new GELUTanh();

    /// <summary>
    /// a·σ(a), also named swish; within 4 units in the last place while σ(a) has all its digits, |a| of the smallest steps more below (S.
    /// Elfwing, E. Uchibe and K. Doya, 2018).
    /// </summary>
    public static Activation SiLU { get; } = new SiLU();

    /// <summary>
    /// ln(1 + eᵃ), a smooth ReLU with positive values, within 4 units in the last place for every a (C. Dugas et al., 2001).
    /// </summary>
    public static Activation Softplus { get; } = new Softplus();

    /// <summary>
    /// eᵃⁱ/Σₖ eᵃᵏ over each sample's row: probabilities that sum to 1, each within 4 + n/50 + d units in the last place, n being the length
    /// of the row and d how far aᵢ is below the largest (J. Bridle, 1990).
    /// </summary>
    public static Activation Softmax { get; } = new Softmax();

    /// <summary>The name, for printing and saving.</summary>
    public abstract string Name { get; }

    /// <summary>True where the derivative can't be had from the output alone, so that the layer must keep its pre-activations.</summary>
    public virtual bool NeedsInput => false;

    /// <summary>How weights before this activation start unless the layer says otherwise.</summary>
    public virtual Initializer DefaultInitializer => Initializer.GlorotUniform;

    /// <summary>Writes Z = f(A) into <paramref name="output"/>.</summary>
    /// <param name="input">A, a row for each sample.</param>
    /// <param name="output">Of the same shape; it may be exactly the memory of <paramref name="input"/>.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the two overlap in part.</exception>
    public abstract void Apply<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Carries δ = ∂L/∂Z back through the activation, in place: δ ← ∂L/∂A, which for an element-wise f is δ ⊙ f′(A).</summary>
    /// <param name="input">A, where <see cref="NeedsInput"/> asks for it; otherwise empty.</param>
    /// <param name="output">Z = f(A).</param>
    /// <param name="delta">∂L/∂Z before, ∂L/∂A after.</param>
    /// <exception cref="ArgumentException">The shapes differ, or <paramref name="delta"/> overlaps another in part.</exception>
    public abstract void Backward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Refuses an output of another shape than the input's, or one that overlaps it in part: the kernels trust both.</summary>
    private protected static void CheckForward<T>(ReadOnlyMatrixSpan<T> input, MatrixSpan<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        input.CheckShapeOf(output, nameof(Apply), nameof(output));
        input.CheckPartialOverlap(nameof(Apply), output, "the input", nameof(output));
    }

    /// <summary>Refuses what does not have the shape of the output: the kernels trust it.</summary>
    private protected void CheckBackward<T>(ReadOnlyMatrixSpan<T> input, ReadOnlyMatrixSpan<T> output, MatrixSpan<T> delta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        output.CheckShapeOf(delta, nameof(Backward), nameof(delta));
        output.CheckPartialOverlap(nameof(Backward), delta, "the output", nameof(delta));
        if (NeedsInput)
        {
            output.CheckShapeOf(input, nameof(Backward), nameof(input));
            input.CheckPartialOverlap(nameof(Backward), delta, "the input", nameof(delta));
        }
    }
}
