''' <summary>Scales, classes with names, one-hot rows, splits.</summary>
Friend Module DataLines

    Private Enum Species
        Setosa
        Virginica
    End Enum

    Public Sub Run()
        Scales()
        Labels()
        Splits()
    End Sub

    Private Sub Scales()
        Dim x = Matrix.Create({{10.0, 1.0}, {20.0, 3.0}})
        Says.That("a standard scaler", StandardScaler.Fit(x).Transform(x)(1, 0), 1)
        Says.That("and back", StandardScaler.Fit(x).InverseTransform(StandardScaler.Fit(x).Transform(x))(1, 0), 20)
        Says.That("a range", MinMaxScaler.Fit(x).Transform(x)(1, 1), 1)
        Says.That("another range", MinMaxScaler.Fit(x, low:=-1.0, high:=1.0).Transform(x)(0, 0), -1)
    End Sub

    Private Sub Labels()
        Dim names = {"versicolor", "setosa", "virginica", "setosa"}
        Dim encoder = LabelEncoder.Fit(names)
        Says.That("numbers for names", encoder.Encode(names), 1, 0, 2, 0)
        Says.That("names for numbers", encoder.Decode({2})(0) = "virginica")
        Says.That("numbers for an enum", LabelEncoder.Fit({Species.Virginica, Species.Setosa}).Encode({Species.Virginica}), 1)
        Says.That("one-hot rows", OneHot.Encode({2, 0}, 3)(0, 2), 1)
        Says.That("and back", OneHot.Decode(OneHot.Encode({2, 0}, 3)), 2, 0)
        Says.That("a confusion matrix", ConfusionMatrix.Create({0, 0, 1, 1}, {0, 1, 1, 1}, 2).Accuracy, 0.75)
    End Sub

    Private Sub Splits()
        Dim x = Matrix.Create(10, 2, Function(i, j) CDbl(i + j))
        Dim classes = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}
        Dim split = TrainTestSplit.Random(x.RowCount, testFraction:=0.2, seed:=42)
        Says.That("a split", x.SelectRows(split.Train).RowCount, 8)
        Says.That("a stratified split", TrainTestSplit.Stratified(classes, 0.2, 1).Test.Count, 2)
        Says.That("folds", KFold.Stratified(classes, 5, 1).Count, 5)
    End Sub

End Module
