/// Networks: each training must leave the same weights as the same training spelled out.
module MiniDnn.Surface.NetworkLines

open System
open System.IO
open MiniDnn
open MiniDnn.Surface.Says

let private x = Matrix.Create [| [| 1.0; 2.0 |]; [| 2.0; 1.0 |]; [| 3.0; 5.0 |]; [| 4.0; 3.0 |] |]
let private y = Matrix.Create [| [| 30.0 |]; [| 50.0 |]; [| 80.0 |]; [| 20.0 |] |]
let private numbers = [| 30.0; 50.0; 80.0; 20.0 |]
let private labels = [| 0; 1; 1; 0 |]
let private onNumbers = TrainingOptions<float>(Loss = Loss.MeanSquaredError, Epochs = 3)
let private onClasses = TrainingOptions<float>(Loss = Loss.CategoricalCrossEntropy, Epochs = 3)

let private layers (list: Layer list) = List.toArray list
let private regression () = FeedForwardNetwork<float>(2, layers [ Dense(4, Activation.Tanh); Dense 1 ], 1UL)
let private classifier () = FeedForwardNetwork<float>(2, layers [ Dense(4, Activation.Tanh); Dense(3, Activation.Softmax) ], 1UL)

let private trained (network: FeedForwardNetwork<float>) (train: FeedForwardNetwork<float> -> TrainingHistory) =
    train network |> ignore
    List.ofArray (network.Parameters.ToArray())

let private trainings () =
    let expected = trained (regression ()) (fun n -> n.Train(x, y, onNumbers))
    saysThat "an array of numbers" expected (trained (regression ()) (fun n -> n.Train(x, numbers, onNumbers)))
    let expected = trained (classifier ()) (fun n -> n.Train(x, OneHot.Encode(labels, 3), onClasses))
    saysThat "an array of labels" expected (trained (classifier ()) (fun n -> n.Train(x, labels, onClasses)))
    let validating data = TrainingOptions<float>(Epochs = 3, Validation = data)
    let validated = regression().Train(x, y, validating (DataSet<float>(x, y)))
    saysThat "validation" true validated[2].ValidationLoss.HasValue
    saysThat "validation with numbers" true (regression().Train(x, numbers, validating (DataSet<float>(x, numbers))).[0].ValidationLoss.HasValue)
    saysThat "validation with labels" true (classifier().Train(x, labels, validating (DataSet<float>(x, labels))).[0].ValidationAccuracy.HasValue)
    saysThat "progress" 3 (regression().Train(x, y, onNumbers, progress = Progress<EpochSummary>()).Count)
    saysThat "a stream" 3 (regression().Train([ DataSet<float>(x, y) ], onNumbers).Count)

let private answers () =
    let network = FeedForwardNetwork<float>(2, layers [ Dense 1 ])
    network.Parameters[0] <- 2.0
    network.Parameters[1] <- -1.0
    says "many samples" 1.0 (network.Predict x).[2, 0]
    says "one sample" 5.0 (network.Predict [| 3.0; 1.0 |]).[0]
    says "evaluation with a matrix" 0.0 (network.Evaluate(x, network.Predict x, Loss.MeanSquaredError)).Loss
    says "evaluation with numbers" 0.0 (network.Evaluate(x, (network.Predict x).Column 0, Loss.MeanSquaredError)).Loss
    saysThat "evaluation with labels" true (classifier().Evaluate(x, labels, Loss.CategoricalCrossEntropy).Accuracy.HasValue)
    saysThat "a gradient check" true (GradientCheck.Run(network, x, y, Loss.MeanSquaredError).LargestError < 1e-6)
    let trainer = Trainer<float>(network, Loss.MeanSquaredError, Adam(), 4)
    saysThat "a step" true (trainer.Step(x, y) > 0.0)

let private files () =
    let folder = Directory.CreateTempSubdirectory("minidnn-surface").FullName
    try
        let path = Path.Combine(folder, "network.safetensors")
        let network = regression ()
        network.Save path
        saysThat "a file" ((network.Predict x).[0, 0]) ((FeedForwardNetwork<float>.Load(path).Predict x).[0, 0])
    finally
        Directory.Delete(folder, true)

let run () =
    trainings ()
    answers ()
    files ()
