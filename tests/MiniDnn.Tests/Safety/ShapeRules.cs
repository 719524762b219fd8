namespace MiniDnn.Tests;

/// <summary>The rules of all operations that take shapes, by name and arguments, as the documentation states them.</summary>
/// <remarks>
/// <see cref="ShapeRule"/> says how to read one. Names in braces share a rule. Where an operation takes views and vectors under the same
/// names, each has a rule.
/// </remarks>
internal static class ShapeRules
{
    private const string Table = """
        Matrix.{Add,Subtract,Hadamard,DivideElementWise}(right)                = m×n, m×n → m×n
        Matrix.{Add,Subtract,Hadamard,DivideElementWise}(right, destination)   = m×n, m×n, =m×n
        Matrix.{op_Addition,op_Subtraction}(left, right)                       = m×n, m×n → m×n
        Matrix.{AddRow,SubtractRow,MultiplyRow,DivideRow}(row)                 = m×n, n → m×n
        Matrix.{AddRow,SubtractRow,MultiplyRow,DivideRow}(row, destination)    = m×n, n, =m×n
        Matrix.{Add,Subtract,Multiply,Divide,Map}()                            = m×n → m×n
        Matrix.{Add,Subtract,Multiply,Divide,Map,CopyTo}(destination)          = m×n, =m×n
        Matrix.{op_Addition,op_Subtraction,op_Multiply,op_Division}(matrix)    = m×n → m×n
        Matrix.{op_UnaryNegation,op_Implicit}(matrix)                          = m×n → m×n
        Matrix.op_Multiply(matrix, vector)                                     = m×n, n → m
        Matrix.op_Implicit(view)                                               = m×n → m×n
        Matrix.{AsReadOnly,AsView,AsTensorSpan,Clone,ToMatrix}()               = m×n → m×n
        Matrix.{Fill,Clear,ToJaggedArray,ToRectangularArray,ToString}()        = m×n
        Matrix.{TryGetSpan,GetEnumerator}()                                    = m×n
        Matrix.{get_ColumnCount,get_RowCount,get_RowStride}()                  = m×n
        Matrix.{get_IsContiguous,get_IsEmpty}()                                = m×n
        Matrix.AsSpan()                                                        = m×n → m·n
        Matrix.ApproximatelyEquals(other)                                      = m×n, p×q
        Matrix.{new,Zeros,RandomNormal,RandomUniform}(rowCount, columnCount)   = m, n → m×n
        Matrix.Identity(size)                                                  = n → n×n
        Matrix.Diagonal(values)                                                = n → n×n
        Matrix.new(rowCount, columnCount, values)                              = m, n, m·n → m×n
        Matrix.new(values, rowCount, columnCount)                              = m·n, m, n → m×n
        Matrix.new(values, rowCount, columnCount, rowStride)                   = l, m, n, s → m×n where s ≥ n, l+s ≥ m·s+n or m = 0 or n = 0

        Matrix.get_Item(row, column)                                           = m×n, <m, <n
        Matrix.get_Item(rows, columns)                                         = m×n, ..m, ..n
        Matrix.Rows(rows)                                                      = m×n, ..m
        Matrix.Columns(columns)                                                = m×n, ..n
        Matrix.Row(row)                                                        = m×n, <m → n
        Matrix.Column(column)                                                  = m×n, <n → m
        Matrix.CopyColumnTo(column, destination)                               = m×n, <n, m
        Matrix.SetColumn(column, values)                                       = m×n, <n, m
        Matrix.SelectRows(rows)                                                = m×n, k<m → k×n
        Matrix.SelectRows(rows, destination)                                   = m×n, k<m, k×n

        Matrix.{Sum,FrobeniusNorm,OneNorm,InfinityNorm,MaxNorm}()              = m×n
        Matrix.Mean()                                                          = m×n where m > 0, n > 0
        Matrix.RowSums()                                                       = m×n → m
        Matrix.RowSums(destination)                                            = m×n, m
        Matrix.ColumnSums()                                                    = m×n → n
        Matrix.ColumnSums(destination)                                         = m×n, n
        Matrix.{RowMeans,RowArgMax}()                                          = m×n → m where n > 0 or m = 0
        Matrix.{RowMeans,RowArgMax}(destination)                               = m×n, m where n > 0 or m = 0
        Matrix.ColumnMeans()                                                   = m×n → n where m > 0 or n = 0
        Matrix.ColumnMeans(destination)                                        = m×n, n where m > 0 or n = 0

        Matrix.{Min,Max,StandardDeviation}()                                   = m×n where m > 0, n > 0
        Matrix.{ColumnMinima,ColumnMaxima,ColumnStandardDeviations}()          = m×n → n where m > 0 or n = 0
        Matrix.{ColumnMinima,ColumnMaxima}(destination)                        = m×n, n where m > 0 or n = 0
        Matrix.ColumnStandardDeviations(destination)                           = m×n, n where m > 0 or n = 0
        Matrix.{RowMinima,RowMaxima,RowStandardDeviations}()                   = m×n → m where n > 0 or m = 0
        Matrix.{RowMinima,RowMaxima,RowStandardDeviations}(destination)        = m×n, m where n > 0 or m = 0
        Matrix.{Exp,Log,Sqrt,Abs,Pow}()                                        = m×n → m×n
        Matrix.{Exp,Log,Sqrt,Abs,Pow}(destination)                             = m×n, =m×n
        Matrix.{Covariance,Correlation}()                                      = m×n → n×n where m > 0
        Matrix.SelectColumns(columns)                                          = m×n, k<n → m×k
        Matrix.SelectColumns(columns, destination)                             = m×n, k<n, m×k
        Matrix.AppendColumns(right)                                            = m×n, m×k
        Matrix.AppendRows(below)                                               = m×n, k×n
        Matrix.Diagonal()                                                      = m×n
        Matrix.Diagonal(destination)                                           = m×n, k where m ≥ k, n ≥ k, k = m or k = n
        Matrix.Trace()                                                         = n×n

        Matrix.Transpose()                                                     = m×n → n×m
        Matrix.Transpose(destination)                                          = m×n, n×m
        Matrix.Gram()                                                          = m×n → n×n
        Matrix.Gram(destination)                                               = m×n, n×n
        Matrix.Multiply(right)                                                 = m×k, k×n → m×n
        Matrix.op_Multiply(left, right)                                        = m×k, k×n → m×n
        Matrix.Multiply(right, destination)                                    = m×k, k×n, m×n
        Matrix.MultiplyTransposed(right)                                       = m×k, n×k → m×n
        Matrix.MultiplyTransposed(right, destination)                          = m×k, n×k, m×n
        Matrix.TransposeMultiply(right)                                        = k×m, k×n → m×n
        Matrix.TransposeMultiply(right, destination)                           = k×m, k×n, m×n
        Matrix.TransposeMultiplyTransposed(right)                              = k×m, n×k → m×n
        Matrix.TransposeMultiplyTransposed(right, destination)                 = k×m, n×k, m×n
        Matrix.Multiply(vector)                                                = m×n, n → m
        Matrix.Multiply(vector, destination)                                   = m×n, n, m
        Matrix.TransposeMultiply(vector)                                       = m×n, m → n
        Matrix.TransposeMultiply(vector, destination)                          = m×n, m, n

        LinearAlgebra.{ConditionNumber,Rank,SpectralNorm}(matrix)              = m×n
        LinearAlgebra.Determinant(matrix)                                      = n×n
        LinearAlgebra.Inverse(matrix)                                          = n×n → n×n
        LinearAlgebra.PseudoInverse(matrix)                                    = m×n → n×m
        LinearAlgebra.Solve(matrix, rightHandSide)                             = m×n, m → n where m ≥ n
        LinearAlgebra.Solve(matrix, rightHandSides)                            = m×n, m×k → n×k where m ≥ n
        TriangularSystems.{SolveLower,SolveUpper}(matrix, rightHandSide)       = n×n, n → n
        TriangularSystems.{SolveLower,SolveUpper}(matrix, rightHandSides)      = n×n, n×k → n×k
        TriangularSystems.{SolveLower,SolveUpper}(matrix, rightHandSide, destination)  = n×n, n, n
        TriangularSystems.{SolveLower,SolveUpper}(matrix, rightHandSides, destination) = n×n, n×k, n×k
        LinearAlgebra.{Qr,Svd}(matrix)                                         = m×n
        LinearAlgebra.{Cholesky,Lu}(matrix)                                    = n×n
        QrDecomposition.Solve(rightHandSide)                                   = m → n where m ≥ n
        QrDecomposition.Solve(rightHandSides)                                  = m×k → n×k where m ≥ n
        SingularValueDecomposition.Solve(rightHandSide)                        = m → n
        SingularValueDecomposition.Solve(rightHandSides)                       = m×k → n×k
        {CholeskyDecomposition,LuDecomposition}.Solve(rightHandSide)           = n → n
        {CholeskyDecomposition,LuDecomposition}.Solve(rightHandSides)          = n×k → n×k
        LuDecomposition.Solve(rightHandSide, destination)                      = n, n
        LuDecomposition.Solve(rightHandSides, destination)                     = n×k, n×k
        LuDecomposition.Inverse(destination)                                   = n×n

        Curve.Evaluate(parameters)                                             = k
        RobustRegression.Fit(x, y)                                             = m×n, m where m > n
        RobustRegression.Fit(x, y)                                             = m, m where m > 1
        RobustModel.Predict(x)                                                 = p
        GeneralizedLinearModel.Fit(x, y)                                       = m×n, m where m > 0
        GeneralizedLinearModel.Fit(x, y)                                       = m, m where m > 0
        GeneralizedLinearModel.{Predict,PredictLink}(x)                        = p
        MultinomialModel.{Predict,ConfidenceInterval}(x)                       = p
        MultinomialModel.Predict(x)                                            = k×p → k×c
        GeneralizedLinearModel.{ConfidenceInterval,LinkInterval}(x)            = p

        RecursiveLeastSquares.{Add,Predict}(x)                                 = p
        LinearModel.PredictInverse(readings)                                   = k where p = 1, k > 0
        Calibration.PredictInverse(readings)                                   = k where k > 0
        Calibration.DetectionLimits(blanks)                                    = k where k > 1
        Calibration.LackOfFitTest(x, y)                                        = m, m where m > 0
        Calibration.MandelTest(x, y)                                           = m, m where m > 0

        SafeTensors.Add(matrix)                                                = m×n
        SafeTensors.AddVector(vector)                                          = n
        SeededRandom.Shuffle(items)                                            = n

        Optimizer.Step(parameters, gradient, state)                            = k, k, k·s
        GradientDescent.Minimize(start)                                        = k where k > 0
        LBfgs.Minimize(start, memory)                                          = k, d where k > 0, d > 0
        LearningRateSchedule.{Rate,EndEpoch}(state)                            = k where k = s or s = 0

        OneHot.Encode(labels, classCount)                                      = k<c, c → k×c where c > 0
        OneHot.Decode(rows)                                                    = m×n → m where n > 0 or m = 0
        ConfusionMatrix.Create(actual, predicted, classCount)                  = k<c, k<c, c where c > 0
        LabelEncoder.Decode(numbers)                                           = k<c → k
        KFold.Stratified(labels, folds)                                        = k<1, f where k > 1, f > 1, k ≥ f
        TrainTestSplit.Stratified(labels)                                      = k<1 where k > 1
        {StandardScaler,MinMaxScaler}.Fit(x)                                   = m×n where m > 0
        StandardScaler.new(means, scales)                                      = k, k
        MinMaxScaler.new(minima, maxima)                                       = k, k
        Scaler.Transform(x)                                                    = m×p → m×p
        Scaler.Transform(x, destination)                                       = m×p, =m×p
        Scaler.InverseTransform(z)                                             = m×p → m×p
        Scaler.InverseTransform(z, destination)                                = m×p, =m×p

        {LeastSquares,GradientDescent}.Fit(x, y)                               = m×n, m where m > 0
        {LeastSquares,GradientDescent}.Fit(x, y)                               = m, m where m > 0
        LeastSquares.FitPolynomial(x, y, degree)                               = m, m, d where m > 0
        LeastSquares.Fit(x, targets)                                    = m×n, m×k → k where m > 0
        LeastSquaresAccumulator.Add(x, y, weights)                             = m×p, m, ?m
        {LinearModel,LinearDescentResult}.Predict(x)                           = p
        {LinearModel,LinearDescentResult}.Predict(x)                           = m×p → m
        LinearModel.Predict(x, destination)                                    = m×p, m
        LinearModel.PredictMany(x)                                             = m → m where p = 1
        LinearModel.PredictMany(x, destination)                                = m, =m where p = 1
        LinearModel.{ConfidenceInterval,PredictionInterval}(x)                 = p
        LinearModel.{ConfidenceInterval,PredictionInterval}(x)                 = m×p

        Activation.Apply(input, output)                                        = m×n, =m×n
        Activation.Backward(input, output, delta)                              = p×q, m×n, =m×n where p = m or a = 0, q = n or a = 0
        Initializer.Fill(weights, inputs, outputs)                             = i·o, i, o
        Loss.CheckTargets(targets)                                             = m×n where n > 0 or m = 0 or c = 0
        Loss.Evaluate(preActivations, predictions, targets, delta)             = p×q, m×n, m×n, m×n where p = m or a = 0, q = n or a = 0
        FeedForwardNetwork.{Backpropagate,Evaluate,Train}(x, targets)          = m×i, m×o where m > 0
        FeedForwardNetwork.{Evaluate,Train}(x, labels)                         = m×i, m<c where m > 0
        FeedForwardNetwork.Forward(x)                                          = m×i
        FeedForwardNetwork.Predict(x)                                          = m×i → m×o
        FeedForwardNetwork.Predict(x)                                          = i → o
        FeedForwardNetwork.Predict(x, destination)                             = m×i, m×o
        FeedForwardNetwork.Predict(x, destination)                             = i, o
        GradientCheck.Run(x, targets)                                          = m×3, m×4 where m > 0
        Trainer.Step(x, targets, sampleWeights)                                = m×i, m×o, ?m where m > 0, m ≤ b
        Trainer.Step(x, labels, sampleWeights)                                 = m×i, m<c, ?m where m > 0, m ≤ b
        NetworkLayer.Parameter(index)                                          = <t
        NetworkLayer.Parameter(index, numbers)                                 = <t, k
        NetworkLayer.State(index)                                              = <s
        DataSet.new(x, targets)                                                = m×n, p×q
        DataSet.new(x, {targets,labels})                                       = m×n, k
        """;

    private static readonly ILookup<string, ShapeRule> Rules = Table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(" = ", 2, StringSplitOptions.TrimEntries))
        .SelectMany(sides => Names(sides[0]).Select(name => (Name: name, Rule: new ShapeRule(sides[1]))))
        .ToLookup(entry => entry.Name, entry => entry.Rule);

    public static IEnumerable<string> AllNames => Rules.Select(entry => entry.Key);

    /// <summary>The rule of an operation; null where there is none.</summary>
    public static ShapeRule? For<T>(Operation<T> operation)
        where T : unmanaged, IFloatingPointIeee754<T>
        => operation.Shaped.Count == 0 ? new ShapeRule("") : Rules[operation.Key].FirstOrDefault(rule => rule.IsFor(operation.Shaped));

    private static IEnumerable<string> Names(string text)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal), close = text.IndexOf('}', StringComparison.Ordinal);
        return open < 0 ? [text] : text[(open + 1)..close].Split(',').Select(name => text[..open] + name + text[(close + 1)..]);
    }
}
