namespace MiniDnn.Kernels;

/// <summary>One number in place of a vector: for hardware without vectors, and for number types that vectors do not hold.</summary>
internal readonly unsafe struct SimdScalar<T> : ISimd<T, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => 1;

    public static T Load(T* source) => *source;

    public static void Store(T* destination, T value) => *destination = value;

    public static void StoreStreaming(T* destination, T value) => *destination = value;

    public static T Broadcast(T value) => value;

    public static T Add(T a, T b) => a + b;

    public static T Subtract(T a, T b) => a - b;

    public static T Multiply(T a, T b) => a * b;

    public static T Divide(T a, T b) => a / b;

    public static T MultiplyAdd(T a, T b, T c) => T.MultiplyAddEstimate(a, b, c);

    public static T FusedMultiplyAdd(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);

    public static T Max(T a, T b) => T.Max(a, b);

    public static T AtLeast(T value, T limit) => value < limit ? limit : value;

    public static T AtMost(T value, T limit) => value > limit ? limit : value;

    public static T NegativeAbs(T value) => -T.Abs(value);

    public static T CopySign(T magnitude, T sign) => T.CopySign(magnitude, sign);

    public static T SelectNegative(T x, T whenNegative, T otherwise) => x < T.Zero ? whenNegative : otherwise;

    public static T WherePositive(T x, T value) => x > T.Zero ? value : T.Zero;

    public static T Exp(T x) => T.Exp(x);

    public static T ExpBelow(T x) => T.Exp(x);

    public static T Tanh(T x) => T.Tanh(x);

    public static T LogOnePlus(T u) => Logarithm.OnePlus(u);

    public static T Sum(T value) => value;

    public static T MaxLane(T value) => value;

    public static T Mask(int count) => default;

    public static T LoadPartial(T* source, T mask, int count) => *source;

    public static void StorePartial(T* destination, T value, T mask, int count) => *destination = value;

    public static T Keep(T value, T mask, int count) => value;
}
