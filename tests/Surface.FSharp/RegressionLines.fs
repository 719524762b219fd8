/// Fits of the three coffee days (20, 30, 40 degrees: 30, 50, 80 cups) and of the plane y = 1 + 2·a + 3·b, in closed form and by descent.
module MiniDnn.Surface.RegressionLines

open System
open MiniDnn
open MiniDnn.Surface.Says

let private at45 = 545.0 / 6.0
let private temperature = [| 20.0; 30.0; 40.0 |]
let private cups = [| 30.0; 50.0; 80.0 |]
let private x = Matrix.Create [| [| 1.0; 2.0 |]; [| 2.0; 1.0 |]; [| 3.0; 5.0 |]; [| 4.0; 3.0 |] |]
let private y = [| 9.0; 8.0; 22.0; 18.0 |]

let private lines () =
    says "two arrays" at45 (LeastSquares.Fit(temperature, cups).Predict 45.0)
    says "two lists" at45 (LeastSquares.Fit(Array.ofList [ 20.0; 30.0; 40.0 ], Array.ofList [ 30.0; 50.0; 80.0 ]).Predict 45.0)
    says "two sequences" at45 (LeastSquares.Fit(Seq.toArray (seq { 20.0 .. 10.0 .. 40.0 }), cups).Predict 45.0)
    says "arrays of whole numbers" at45 (LeastSquares.Fit(Array.map float [| 20; 30; 40 |], Array.map float [| 30; 50; 80 |]).Predict 45.0)
    says "slices" 2.0 (LeastSquares.Fit(temperature[..1], cups[..1]).Slope)
    says "options" 2.0 (LeastSquares.Fit([| 1.0; 2.0 |], [| 2.0; 4.0 |], LeastSquaresOptions(Intercept = false)).Coefficients[0])
    says "weights" 2.0 (LeastSquares.Fit([| 1.0; 2.0 |], [| 2.0; 4.0 |], LeastSquaresOptions(Weights = [| 1.0; 2.0 |])).Slope)
    says "a parabola" 17.0 (LeastSquares.FitPolynomial([| 0.0; 1.0; 2.0; 3.0 |], [| 1.0; 2.0; 5.0; 10.0 |], 2).Predict 4.0)
    says "spans of floats" 2.5 (float (LeastSquares.Fit<float32>(ReadOnlySpan [| 20f; 30f; 40f |], ReadOnlySpan [| 30f; 50f; 80f |]).Slope))

let private curves () =
    let hours = [| 0.0; 1.0; 2.0; 3.0 |]
    let level = [| 8.0; 4.0; 2.0; 1.0 |]
    says "a ready curve" 0.5 (Curve.Exponential.Fit(hours, level).Predict 4.0)
    let decay = NonlinearFunction<float>(fun x p -> p[0] * Math.Exp(p[1] * x))
    says "a curve of one's own" 0.5 (NonlinearLeastSquares.Fit(decay, hours, level, [| 5.0; -1.0 |]).Predict 4.0)
    says "a robust line" 16.0 (RobustRegression.Fit([| 1.0; 2.0; 3.0; 4.0; 5.0; 6.0; 7.0 |], [| 2.0; 4.0; 6.0; 99.0; 10.0; 12.0; 14.0 |]).Predict 8.0)
    says "a distribution" 2.1788128296672284 (Distribution.StudentT(12.0).UpperQuantile 0.025)

let private comparisons () =
    let full = LeastSquares.Fit(x, y)
    says "an analysis of variance" 2.0 (float (full.Anova(2).Terms.Count))
    says "a Wald test" 1.0 (full.Summary().WaldTest(Matrix.Create [| [| 0.0; 0.0; 1.0 |] |]).DegreesOfFreedom)
    says "prediction intervals" 4.0 (float (full.PredictionInterval(x, 0.95, IntervalAdjustment.Bonferroni).Length))

let private generalized () =
    let column = array2D [ [ 1.0 ]; [ 2.0 ]; [ 3.0 ]; [ 4.0 ]; [ 5.0 ]; [ 6.0 ] ]
    let full = GeneralizedLinearModel.Fit(Matrix.Create column, [| 1.0; 0.0; 3.0; 2.0; 6.0; 7.0 |], Family.Poisson)
    let constant = GeneralizedLinearModel.Fit(Matrix<float>(6, 0), [| 1.0; 0.0; 3.0; 2.0; 6.0; 7.0 |], Family.Poisson)
    says "a likelihood-ratio test" 1.0 (full.LikelihoodRatioTest(constant).DegreesOfFreedom)
    says "an analysis of deviance" 1.0 (float (full.Anova(1).Terms.Count))
    says "a Wald test of counts" 1.0 (full.Summary().WaldTest(Matrix.Create [| [| 0.0; 1.0 |] |]).DegreesOfFreedom)
    let classes = MultinomialModel.Fit(Matrix.Create column, [| 0; 1; 0; 2; 1; 2 |], MultinomialOptions(Reference = "1"))
    says "probabilities of classes" 1.0 (Array.sum (classes.Predict(ReadOnlySpan [| 2.0 |])))
    says "coefficients of classes" 4.0 (float classes.Coefficients.Count)

type House = { Area: float; Rooms: int; Region: string }

let private records () =
    let houses =
        [ { Area = 1.0; Rooms = 2; Region = "north" }; { Area = 2.0; Rooms = 5; Region = "south" }
          { Area = 4.0; Rooms = 3; Region = "north" }; { Area = 5.0; Rooms = 1; Region = "south" } ]
    let model =
        LeastSquares.Fit(houses, (fun h -> Nullable(2.0 * h.Area)), fun terms ->
            terms.Add((fun h -> Nullable h.Area), "area").Category((fun h -> h.Region), "north", name = "region") |> ignore)
    says "a model of records" 6.0 (model.Predict { Area = 3.0; Rooms = 1; Region = "north" })

let private planes () =
    let jagged = [| [| 1.0; 2.0 |]; [| 2.0; 1.0 |]; [| 3.0; 5.0 |]; [| 4.0; 3.0 |] |]
    let rectangle = array2D [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ]; [ 3.0; 5.0 ]; [ 4.0; 3.0 ] ]
    saysAll "a matrix" [ 1.0; 2.0; 3.0 ] (LeastSquares.Fit(x, y).Coefficients)
    saysAll "a jagged array" [ 1.0; 2.0; 3.0 ] (LeastSquares.Fit(jagged, y).Coefficients)
    saysAll "a rectangular array" [ 1.0; 2.0; 3.0 ] (LeastSquares.Fit(Matrix.Create rectangle, y).Coefficients)
    saysAll "several targets" [ 0.0; 1.0; 0.0 ] (LeastSquares.Fit(x, x).[0].Coefficients)

let private models () =
    let line = LeastSquares.Fit(temperature, cups)
    let plane = LeastSquares.Fit(x, y)
    says "many values" at45 (line.PredictMany([| 45.0; 20.0 |]).[0])
    says "one point" 9.0 (plane.Predict [| 1.0; 2.0 |])
    says "one point, its values" 9.0 (plane.Predict(1.0, 2.0))
    saysAll "many points" [ 9.0; 8.0; 22.0; 18.0 ] (plane.Predict x)
    says "the intercept first" line.Intercept line.Coefficients[0]
    says "a sum of coefficients" 6.0 (Seq.sum plane.Coefficients)
    saysThat "an interval of a value" true (line.ConfidenceInterval(30.0).Contains(line.Predict 30.0))
    saysThat "an interval of a point" true (line.PredictionInterval([| 30.0 |]).Contains 53.0)

let private accumulators () =
    let accumulator = LeastSquaresAccumulator<float>(2)
    accumulator.Add(x, y)
    accumulator.Add(x, y, [| 1.0; 1.0; 2.0; 2.0 |])
    accumulator.Forget 0.9
    saysAll "an accumulator" [ 1.0; 2.0; 3.0 ] (accumulator.Fit().Coefficients)

let private streams () =
    let stream = RecursiveLeastSquares(1, forgetting = 0.9)
    Array.iter2 (fun t (c: float) -> stream.Add([| t |], c)) [| 1.0; 2.0; 3.0 |] [| 3.0; 5.0; 7.0 |]
    says "a stream" 2.0 (stream.Coefficients[1])
    says "its prediction" 9.0 (stream.Predict([| 4.0 |]))
    let latest = RecursiveLeastSquares(1, window = Nullable 2)
    latest.Add([| 1.0 |], 3.0)
    says "a window" 1.0 (float latest.Rank)

let private descents () =
    let options = LinearDescentOptions(LearningRate = 0.2, Epochs = 200, Standardize = true)
    let bowl = Objective<float>(fun p gradient ->
        gradient[0] <- 2.0 * (p[0] - 3.0)
        (p[0] - 3.0) * (p[0] - 3.0))
    says "a descent" 3.0 (GradientDescent.Minimize(bowl, [| 0.0 |], DescentOptions(LearningRate = 0.1)).Parameters[0])
    says "a line by descent" at45 (GradientDescent.Fit(temperature, cups, options).Predict 45.0)
    says "its intercept first" (-65.0 / 3.0) (GradientDescent.Fit(temperature, cups, options).Coefficients[0])
    saysAll "a matrix by descent" [ 0.0; 1.0 ] (GradientDescent.Fit(Matrix.Create [| [| 1.0 |]; [| 2.0 |] |], [| 1.0; 2.0 |], options).Coefficients)
    saysAll "many points by descent" [ 3.0 ] (GradientDescent.Fit([| 1.0; 2.0 |], [| 1.0; 2.0 |], options).Predict(Matrix.Create [| [| 3.0 |] |]))

let run () =
    lines ()
    curves ()
    comparisons ()
    generalized ()
    records ()
    planes ()
    models ()
    accumulators ()
    streams ()
    descents ()
