Imports System.IO

''' <summary>Networks: each training must leave the same answers as the same training spelled out.</summary>
Friend Module NetworkLines

    Private ReadOnly X As Matrix(Of Double) = Matrix.Create({{1.0, 2.0}, {2.0, 1.0}, {3.0, 5.0}, {4.0, 3.0}})
    Private ReadOnly Y As Matrix(Of Double) = Matrix.Create({{30.0}, {50.0}, {80.0}, {20.0}})
    Private ReadOnly Numbers As Double() = {30, 50, 80, 20}
    Private ReadOnly Labels As Integer() = {0, 1, 1, 0}
    Private ReadOnly OnNumbers As New TrainingOptions(Of Double) With {.Loss = Loss.MeanSquaredError, .Epochs = 3}
    Private ReadOnly OnClasses As New TrainingOptions(Of Double) With {.Loss = Loss.CategoricalCrossEntropy, .Epochs = 3}

    Public Sub Run()
        Trainings()
        Answers()
        Files()
    End Sub

    Private Function Regression() As FeedForwardNetwork(Of Double)
        Return New FeedForwardNetwork(Of Double)(2, {New Dense(4, Activation.Tanh), New Dense(1)}, seed:=1)
    End Function

    Private Function Classifier() As FeedForwardNetwork(Of Double)
        Return New FeedForwardNetwork(Of Double)(2, {New Dense(4, Activation.Tanh), New Dense(3, Activation.Softmax)}, seed:=1)
    End Function

    Private Function Validating(data As DataSet(Of Double)) As TrainingOptions(Of Double)
        Return New TrainingOptions(Of Double) With {.Epochs = 3, .Validation = data}
    End Function

    Private Sub Trainings()
        Dim first = Regression(), second = Regression(), third = Regression()
        first.Train(X, Y, OnNumbers)
        second.Train(X, Numbers, OnNumbers)
        third.Train(X, {30, 50, 80, 20}, New TrainingOptions(Of Double) With {.Loss = Loss.MeanSquaredError, .Epochs = 3})
        Says.That("an array of numbers", second.Predict(X).Column(0), first.Predict(X).Column(0))
        Says.That("a literal of numbers", third.Predict(X).Column(0), first.Predict(X).Column(0))

        Dim oneHotRows = Classifier(), byLabels = Classifier()
        oneHotRows.Train(X, OneHot.Encode(Labels, 3), OnClasses)
        byLabels.Train(X, Labels, OnClasses)
        Says.That("an array of labels", byLabels.Predict(X).Column(2), oneHotRows.Predict(X).Column(2))

        Dim history = first.Train(X, Y, Validating(New DataSet(Of Double)(X, Y)))
        Says.That("validation", history(2).ValidationLoss.HasValue)
        Says.That("validation with numbers", first.Train(X, Numbers, Validating(New DataSet(Of Double)(X, Numbers)))(0).ValidationLoss.HasValue)
        Says.That("validation with labels", byLabels.Train(X, Labels, Validating(New DataSet(Of Double)(X, Labels)))(0).ValidationAccuracy.HasValue)
        Says.That("progress", first.Train(X, Y, OnNumbers, progress:=New Progress(Of EpochSummary)()).Count, 3)
        Says.That("a stream", first.Train({New DataSet(Of Double)(X, Y)}, OnNumbers).Count, 3)
    End Sub

    Private Sub Answers()
        Dim network = Regression()
        Dim answer = network.Predict(X)
        Says.That("one sample", network.Predict({1.0, 2.0})(0), answer(0, 0))
        Says.That("evaluation with a matrix", network.Evaluate(X, answer, Loss.MeanSquaredError).Loss, 0)
        Says.That("evaluation with numbers", network.Evaluate(X, answer.Column(0), Loss.MeanSquaredError).Loss, 0)
        Says.That("evaluation with labels", Classifier().Evaluate(X, Labels, Loss.CategoricalCrossEntropy).Accuracy.HasValue)
        Says.That("a table of layers", network.ToString().Contains("tanh"))
    End Sub

    Private Sub Files()
        Dim folder = Directory.CreateTempSubdirectory("minidnn-surface").FullName
        Try
            Dim saved = Path.Combine(folder, "network.safetensors")
            Dim network = Regression()
            network.Save(saved)
            Says.That("a file", FeedForwardNetwork(Of Double).Load(saved).Predict(X)(0, 0), network.Predict(X)(0, 0))
        Finally
            Directory.Delete(folder, recursive:=True)
        End Try
    End Sub

End Module
