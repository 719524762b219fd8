namespace MiniDnn;

/// <summary>One number in place of a vector: for hardware without vectors, and for number types that vectors do not hold.</summary>
internal readonly unsafe struct SimdScalar<T> : ISimd<T, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => 1;

    public static T Load(T* source) => *source;

    public static void Store(T* destination, T value) => *destination = value;

    public static T Broadcast(T value) => value;

    public static T MultiplyAdd(T a, T b, T c) => T.MultiplyAddEstimate(a, b, c);

    public static T Add(T a, T b) => a + b;

    public static T Max(T a, T b) => T.Max(a, b);

    public static T Sum(T value) => value;

    public static T Mask(int count) => default;

    public static T LoadPartial(T* source, T mask, int count) => *source;

    public static void StorePartial(T* destination, T value, T mask, int count) => *destination = value;
}
