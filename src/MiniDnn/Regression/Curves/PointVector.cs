namespace MiniDnn;

/// <summary>Vectors of points, the last filled up: a point has the same bits alone and among others.</summary>
internal static class PointVector
{
    public static Vector<double> Load(ReadOnlySpan<double> values, int start)
        => start + Vector<double>.Count <= values.Length ? new(values[start..]) : LoadRest(values[start..]);

    public static void Store(Vector<double> vector, Span<double> values, int start)
    {
        if (start + Vector<double>.Count <= values.Length)
        {
            vector.CopyTo(values[start..]);
            return;
        }
        StoreRest(vector, values[start..]);
    }

    private static Vector<double> LoadRest(ReadOnlySpan<double> values)
    {
        Span<double> whole = stackalloc double[Vector<double>.Count];
        values.CopyTo(whole);
        return new(whole);
    }

    private static void StoreRest(Vector<double> vector, Span<double> values)
    {
        Span<double> whole = stackalloc double[Vector<double>.Count];
        vector.CopyTo(whole);
        whole[..values.Length].CopyTo(values);
    }
}
