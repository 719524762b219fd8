namespace MiniDnn;

/// <summary>Vectors of points, the last filled up: a point has the same bits alone and among others.</summary>
internal static class PointVector
{
    public static Vector<double> Load(ReadOnlySpan<double> values, int start)
    {
        if (start + Vector<double>.Count <= values.Length)
        {
            return new(values[start..]);
        }
        Span<double> rest = stackalloc double[Vector<double>.Count];
        values[start..].CopyTo(rest);
        return new(rest);
    }

    public static void Store(Vector<double> vector, Span<double> values, int start)
    {
        if (start + Vector<double>.Count <= values.Length)
        {
            vector.CopyTo(values[start..]);
            return;
        }
        Span<double> rest = stackalloc double[Vector<double>.Count];
        vector.CopyTo(rest);
        rest[..(values.Length - start)].CopyTo(values[start..]);
    }
}
