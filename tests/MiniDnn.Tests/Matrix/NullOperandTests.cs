namespace MiniDnn.Tests;

/// <summary>A matrix that is null is refused wherever an operation takes one, and by every operator.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class NullOperandTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Matrix<T> A = new(1, 1);
    private static readonly Matrix<T> None = null!;

    public static IEnumerable<TestCaseData> Calls =>
    [
        Call("+ right", "right", () => _ = A + None), Call("+ left", "left", () => _ = None + A),
        Call("- right", "right", () => _ = A - None), Call("- left", "left", () => _ = None - A),
        Call("* right", "right", () => _ = A * None), Call("* left", "left", () => _ = None * A),
        Call("* factor", "matrix", () => _ = None * T.One), Call("factor *", "matrix", () => _ = T.One * None),
        Call("/ divisor", "matrix", () => _ = None / T.One), Call("negation", "matrix", () => _ = -None),
        Call("to a view", "matrix", () => { MatrixSpan<T> _ = None; }), Call("to a read-only view", "matrix", () => { ReadOnlyMatrixSpan<T> _ = None; }),
        Call("Add", "matrix", () => A.Add(None)), Call("Add into", "matrix", () => A.Add(A, None)),
        Call("Subtract", "matrix", () => A.Subtract(None)), Call("Subtract into", "matrix", () => A.Subtract(A, None)),
        Call("Hadamard", "matrix", () => A.Hadamard(None)), Call("Hadamard into", "matrix", () => A.Hadamard(A, None)),
        Call("DivideElementWise", "matrix", () => A.DivideElementWise(None)), Call("DivideElementWise into", "matrix", () => A.DivideElementWise(A, None)),
        Call("Multiply", "matrix", () => A.Multiply(None)), Call("Multiply into", "matrix", () => A.Multiply(A, None)),
        Call("MultiplyTransposed", "matrix", () => A.MultiplyTransposed(None)), Call("TransposeMultiply", "matrix", () => A.TransposeMultiply(None)),
        Call("TransposeMultiplyTransposed", "matrix", () => A.TransposeMultiplyTransposed(None)),
        Call("Multiply by a factor into", "matrix", () => A.Multiply(T.One, None)), Call("Divide into", "matrix", () => A.Divide(T.One, None)),
        Call("AddRow into", "matrix", () => A.AddRow([T.One], None)), Call("Transpose into", "matrix", () => A.Transpose(None)), Call("Gram into", "matrix", () => A.Gram(None)),
        Call("Map", "function", () => A.Map(null!)), Call("Map into", "function", () => A.Map(null!, A)), Call("Map into null", "matrix", () => A.Map(T.Abs, None)),
        Call("ApproximatelyEquals", "matrix", () => A.ApproximatelyEquals(None, T.Zero)), Call("Solve", "matrix", () => A.Solve(None)), Call("CopyTo", "matrix", () => A.CopyTo(None)),
        Call("SelectRows", "rows", () => A.SelectRows(null!)), Call("SelectRows into", "matrix", () => A.SelectRows([0], None)),
        Call("Create from a function", "element", () => Matrix.Create<T>(1, 1, null!)), Call("Create from an array", "values", () => Matrix.Create((T[,])null!)), Call("Create from rows", "rows", () => Matrix.Create((T[][])null!)),
        Call("Uniform", "random", () => Matrix<T>.RandomUniform(1, 1, null!)), Call("Normal", "random", () => Matrix<T>.RandomNormal(1, 1, null!)),
    ];

    [TestCaseSource(nameof(Calls))]
    public void Null_is_refused_by_name(string parameterName, Action call)
        => Assert.That(call, Throws.ArgumentNullException.With.Property("ParamName").EqualTo(parameterName));

    private static TestCaseData Call(string name, string parameterName, Action call) => new(parameterName, call) { TestName = $"{{m}}({name})" };
}
