''' <summary>Matrices, equations, decompositions.</summary>
Friend Module LinearAlgebraLines

    Private ReadOnly A As Matrix(Of Double) = Matrix.Create({{2.0, 1.0}, {1.0, 3.0}})
    Private ReadOnly B As Matrix(Of Double) = Matrix.Create({New Double() {3}, New Double() {5}})

    Public Sub Run()
        Matrices()
        Equations()
    End Sub

    Private Sub Matrices()
        Says.That("a sum", (A + A)(0, 0), 4)
        Says.That("a difference", (A - A)(0, 0), 0)
        Says.That("a product", (A * A)(0, 0), 5)
        Says.That("a factor", (2 * A)(1, 1), 6)
        Says.That("a transpose", A.Transpose()(0, 1), 1)
        Says.That("a function of every element", A.Map(Function(v) v * v)(1, 1), 9)
        Says.That("a matrix from a function", Matrix.Create(2, 3, Function(i, j) CDbl(10 * i + j))(1, 2), 12)
        Says.That("the identity", Matrix(Of Double).Identity(3)(2, 2), 1)
        Says.That("the sum of all", A.Sum(), 7)
        Says.That("a column", A.Column(0), 2, 1)
        Says.That("a jagged array", A.ToJaggedArray()(1)(1), 3)
        Dim copy = Matrix.Create(A.ToRectangularArray())
        copy(0, 0) = 10
        Says.That("an element that was set", copy(0, 0), 10)
    End Sub

    Private Sub Equations()
        Dim v As Double() = {3, 5}
        Says.That("equations", A.Solve(v), 0.8, 1.4)
        Says.That("equations with a literal", A.Solve({3.0, 5.0}), 0.8, 1.4)
        Says.That("equations with a matrix", A.Solve(B)(1, 0), 1.4)
        Says.That("an inverse", (A * A.Inverse())(0, 0), 1)
        Says.That("a determinant", A.Determinant(), 5)
        Says.That("a rank", A.Rank(), 2)
        Says.That("a pseudo-inverse", (A * A.PseudoInverse())(0, 0), 1)
        Says.That("by QR", A.Qr().Solve(v), 0.8, 1.4)
        Says.That("by QR with a matrix", A.Qr().Solve(B)(1, 0), 1.4)
        Says.That("by Cholesky", A.Cholesky().Solve({3.0, 5.0}), 0.8, 1.4)
        Says.That("by singular values", A.Svd().Solve(v), 0.8, 1.4)
        Says.That("singular vectors", A.Svd().U.RowCount, 2)
    End Sub

End Module
