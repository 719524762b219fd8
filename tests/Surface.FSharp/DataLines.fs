/// Scales, classes with names, one-hot rows, splits.
module MiniDnn.Surface.DataLines

open MiniDnn
open MiniDnn.Surface.Says

type Species =
    | Setosa = 0
    | Virginica = 1

type Colour =
    | Red
    | Green

let private scales () =
    let x = Matrix.Create [| [| 10.0; 1.0 |]; [| 20.0; 3.0 |] |]
    says "a standard scaler" 1.0 (StandardScaler.Fit(x).Transform x).[1, 0]
    says "a range" 1.0 (MinMaxScaler.Fit(x).Transform x).[1, 1]
    says "another range" -1.0 (MinMaxScaler.Fit(x, -1.0, 1.0).Transform x).[0, 0]

let private labels () =
    let names = [ "versicolor"; "setosa"; "virginica"; "setosa" ]
    let encoder = LabelEncoder.Fit names
    saysThat "numbers for names" [ 1; 0; 2; 0 ] (List.ofArray (encoder.Encode names))
    saysThat "names for numbers" "virginica" (encoder.Decode [| 2 |]).[0]
    saysThat "numbers for an enum" 1 (LabelEncoder.Fit([ Species.Virginica; Species.Setosa ]).Encode [ Species.Virginica ]).[0]
    saysThat "numbers for a union" 1 (LabelEncoder.Fit([ Green; Red ]).Encode [ Green ]).[0]
    says "one-hot rows" 1.0 (OneHot.Encode([| 2; 0 |], 3)).[0, 2]
    saysThat "and back" [ 2; 0 ] (List.ofArray (OneHot.Decode(OneHot.Encode([| 2; 0 |], 3))))
    says "a confusion matrix" 0.75 (ConfusionMatrix.Create([| 0; 0; 1; 1 |], [| 0; 1; 1; 1 |], 2).Accuracy)

let private splits () =
    let x = Matrix.Create(10, 2, fun i j -> float (i + j))
    let classes = [| 0; 1; 0; 1; 0; 1; 0; 1; 0; 1 |]
    let split = TrainTestSplit.Random(x.RowCount, 0.2, 42UL)
    saysThat "a split" 8 (x.SelectRows split.Train).RowCount
    saysThat "a stratified split" 2 (TrainTestSplit.Stratified(classes, 0.2, 1UL)).Test.Count
    saysThat "folds" 5 (KFold.Stratified(classes, 5, 1UL)).Count

let run () =
    scales ()
    labels ()
    splits ()
