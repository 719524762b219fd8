''' <summary>Fits of the three coffee days (20, 30, 40 degrees: 30, 50, 80 cups) and of the plane y = 1 + 2·a + 3·b.</summary>
Friend Module RegressionLines

    Private Const At45 As Double = 545.0 / 6
    Private ReadOnly Temperature As Double() = {20, 30, 40}
    Private ReadOnly Cups As Double() = {30, 50, 80}
    Private ReadOnly X As Matrix(Of Double) = Matrix.Create({{1.0, 2.0}, {2.0, 1.0}, {3.0, 5.0}, {4.0, 3.0}})
    Private ReadOnly Y As Double() = {9, 8, 22, 18}

    Public Sub Run()
        Lines()
        Curves()
        Comparisons()
        GeneralizedModels()
        Records()
        Planes()
        Models()
        Accumulators()
        Streams()
        Descents()
    End Sub

    Private Sub Records()
        Dim houses = {(Area:=1.0, Region:="north"), (Area:=2.0, Region:="south"), (Area:=4.0, Region:="north"), (Area:=5.0, Region:="south")}
        Dim model = LeastSquares.Fit(houses, Function(h) 2 * h.Area, Sub(terms) terms.Add(Function(h) h.Area, "area").Category(Function(h) h.Region, "north", name:="region"))
        Says.That("a model of records", model.Predict((3.0, "north")), 6)
    End Sub

    Private Sub Lines()
        Says.That("two arrays", LeastSquares.Fit(Temperature, Cups).Predict(45), At45)
        Says.That("two literals", LeastSquares.Fit({20, 30, 40}, {30, 50, 80}).Predict(45), At45)
        Says.That("two literals of doubles", LeastSquares.Fit({20.0, 30.0, 40.0}, {30.0, 50.0, 80.0}).Predict(45), At45)
        Dim list As New List(Of Double) From {20, 30, 40}
        Says.That("a list", LeastSquares.Fit(list.ToArray(), Cups).Predict(45), At45)
        Dim options As New LeastSquaresOptions(Of Double) With {.Intercept = False}
        Says.That("options", LeastSquares.Fit({1.0, 2.0}, {2.0, 4.0}, options).Coefficients(0), 2)
        Says.That("weights", LeastSquares.Fit({1.0, 2.0}, {2.0, 4.0}, New LeastSquaresOptions(Of Double) With {.Weights = {1.0, 2.0}}).Slope, 2)
        Says.That("a parabola", LeastSquares.FitPolynomial({0.0, 1.0, 2.0, 3.0}, {1.0, 2.0, 5.0, 10.0}, degree:=2).Predict(4), 17)
    End Sub

    Private Sub Curves()
        Says.That("a ready curve", Curve.Exponential.Fit({0.0, 1.0, 2.0, 3.0}, {8.0, 4.0, 2.0, 1.0}).Predict(4), 0.5)
        Says.That("a robust line", RobustRegression.Fit({1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}, {2.0, 4.0, 6.0, 99.0, 10.0, 12.0, 14.0}).Predict({8.0}), 16)
        Says.That("a distribution", Distribution.StudentT(12).UpperQuantile(0.025), 2.1788128296672284)
    End Sub

    Private Sub Comparisons()
        Dim full = LeastSquares.Fit(X, Y)
        Says.That("an analysis of variance", full.Anova(type:=2).Terms.Count, 2)
        Says.That("a Wald test", full.Summary().WaldTest(Matrix.Create({New Double() {0, 0, 1}})).DegreesOfFreedom, 1)
        Says.That("prediction intervals", full.PredictionInterval(X, 0.95, IntervalAdjustment.Bonferroni).Length, 4)
    End Sub

    Private Sub GeneralizedModels()
        Dim column = Matrix.Create({New Double() {1}, New Double() {2}, New Double() {3}, New Double() {4}, New Double() {5}, New Double() {6}})
        Dim counts = New Double() {1, 0, 3, 2, 6, 7}
        Dim full = GeneralizedLinearModel.Fit(column, counts, Family.Poisson)
        Dim constant = GeneralizedLinearModel.Fit(New Matrix(Of Double)(6, 0), counts, Family.Poisson)
        Says.That("a likelihood-ratio test", full.LikelihoodRatioTest(constant).DegreesOfFreedom, 1)
        Says.That("an analysis of deviance", full.Anova(type:=1).Terms.Count, 1)
        Says.That("a Wald test of counts", full.Summary().WaldTest(Matrix.Create({New Double() {0, 1}})).DegreesOfFreedom, 1)
        Dim classes = MultinomialModel.Fit(column, {0, 1, 0, 2, 1, 2}, New MultinomialOptions With {.Reference = "1"})
        Says.That("probabilities of classes", classes.Predict({2.0}).Sum(), 1)
        Says.That("coefficients of classes", classes.Coefficients.Count, 4)
    End Sub

    Private Sub Planes()
        Dim jagged = {New Double() {1, 2}, New Double() {2, 1}, New Double() {3, 5}, New Double() {4, 3}}
        Says.That("a matrix", LeastSquares.Fit(X, Y).Coefficients, 1, 2, 3)
        Says.That("a matrix and a literal", LeastSquares.Fit(X, {9, 8, 22, 18}).Coefficients, 1, 2, 3)
        Says.That("a jagged array", LeastSquares.Fit(jagged, Y).Coefficients, 1, 2, 3)
        Says.That("rows of a jagged array", LeastSquares.Fit(Matrix.Create(jagged), Y).Coefficients, 1, 2, 3)
        Says.That("several targets", LeastSquares.Fit(X, X)(0).Coefficients, 0, 1, 0)
    End Sub

    Private Sub Models()
        Dim line = LeastSquares.Fit(Temperature, Cups)
        Dim plane = LeastSquares.Fit(X, Y)
        Says.That("many values", line.PredictMany({45.0, 20.0})(0), At45)
        Says.That("one point", plane.Predict({1.0, 2.0}), 9)
        Says.That("one point, its values", plane.Predict(1, 2), 9)
        Says.That("many points", plane.Predict(X), 9, 8, 22, 18)
        Says.That("the intercept first", line.Coefficients(0), line.Intercept)
        Says.That("a sum of coefficients", plane.Coefficients.Sum(), 6)
        Says.That("residuals", line.Residuals().Sum(), 0)
        Says.That("an interval of a value", line.ConfidenceInterval(30).Contains(line.Predict(30)))
        Says.That("an interval of a point", line.PredictionInterval({30.0}).Contains(53))
        Says.That("a table", line.ToString().Contains("Std. Error"))
    End Sub

    Private Sub Accumulators()
        Dim accumulator As New LeastSquaresAccumulator(Of Double)(2)
        accumulator.Add(X, Y)
        accumulator.Add(X, {9, 8, 22, 18})
        accumulator.Add(X, Y, {1.0, 1.0, 2.0, 2.0})
        accumulator.Forget(0.9)
        Says.That("an accumulator", accumulator.Fit().Coefficients, 1, 2, 3)
    End Sub

    Private Sub Streams()
        Dim stream As New RecursiveLeastSquares(1, forgetting:=0.9)
        stream.Add({1.0}, 3)
        stream.Add({2.0}, 5)
        stream.Add({3.0}, 7)
        Says.That("a stream", stream.Coefficients.ToArray(), 1, 2)
        Says.That("its prediction", stream.Predict({4.0}), 9)
        Dim latest As New RecursiveLeastSquares(1, window:=2)
        latest.Add({1.0}, 3)
        Says.That("a window", latest.Rank, 1)
    End Sub

    Private Sub Descents()
        Dim options As New LinearDescentOptions With {.LearningRate = 0.2, .Epochs = 200, .Standardize = True}
        Says.That("a line by descent", GradientDescent.Fit(Temperature, Cups, options).Predict(45), At45)
        Says.That("literals by descent", GradientDescent.Fit({20, 30, 40}, {30, 50, 80}, options).Coefficients(0), -65.0 / 3)
        Dim byMatrix = GradientDescent.Fit(Matrix.Create({{1.0}, {2.0}}), {1, 2}, options)
        Says.That("a matrix by descent", byMatrix.Coefficients, 0, 1)
        Says.That("many points by descent", byMatrix.Predict(Matrix.Create({{3.0}, {4.0}})), 3, 4)
    End Sub

End Module
