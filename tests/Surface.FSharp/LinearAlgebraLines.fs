/// Matrices, equations, decompositions.
module MiniDnn.Surface.LinearAlgebraLines

open MiniDnn
open MiniDnn.Surface.Says

let private a = Matrix.Create [| [| 2.0; 1.0 |]; [| 1.0; 3.0 |] |]
let private b = Matrix.Create(array2D [ [ 3.0 ]; [ 5.0 ] ])

let private matrices () =
    says "a sum" 4.0 (a + a).[0, 0]
    says "a product" 5.0 (a * a).[0, 0]
    says "a factor" 6.0 (2.0 * a).[1, 1]
    says "a product with a vector" 8.0 (a.Multiply [| 3.0; 2.0 |]).[0]
    says "a transpose" 1.0 (a.Transpose()).[0, 1]
    says "a function of every element" 9.0 (a.Map(fun v -> v * v)).[1, 1]
    says "a matrix from a function" 12.0 (Matrix.Create(2, 3, fun i j -> float (10 * i + j))).[1, 2]
    says "the identity" 1.0 (Matrix<float>.Identity 3).[2, 2]
    says "the sum of all" 7.0 (a.Sum())
    saysAll "a column" [ 2.0; 1.0 ] (a.Column 0)
    let copy = Matrix.Create(a.ToJaggedArray())
    copy[0, 0] <- 10.0
    says "an element that was set" 10.0 copy[0, 0]

let private equations () =
    saysAll "equations" [ 0.8; 1.4 ] (a.Solve [| 3.0; 5.0 |])
    says "equations with a matrix" 1.4 (a.Solve b).[1, 0]
    says "an inverse" 1.0 (a * a.Inverse()).[0, 0]
    says "a determinant" 5.0 (a.Determinant())
    saysThat "a rank" 2 (a.Rank())
    saysAll "by QR" [ 0.8; 1.4 ] (a.Qr().Solve [| 3.0; 5.0 |])
    says "by QR with a matrix" 1.4 (a.Qr().Solve b).[1, 0]
    saysAll "by LU" [ 0.8; 1.4 ] (a.Lu().Solve [| 3.0; 5.0 |])
    says "a triangle" 2.0 (a.SolveUpper [| 4.0; 6.0 |]).[1]
    saysAll "by Cholesky" [ 0.8; 1.4 ] (a.Cholesky().Solve [| 3.0; 5.0 |])
    saysAll "by singular values" [ 0.8; 1.4 ] (a.Svd().Solve [| 3.0; 5.0 |])
    saysThat "a singular value" true (a.Svd().SingularValues[0] > 3.6)

let run () =
    matrices ()
    equations ()
