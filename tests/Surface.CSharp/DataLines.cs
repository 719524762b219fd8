namespace MiniDnn.Surface;

/// <summary>Scales, classes with names, one-hot rows, splits.</summary>
internal static class DataLines
{
    private enum Species
    {
        Setosa,
        Versicolor,
        Virginica,
    }

    public static void Run(Says says)
    {
        Scalers(says);
        Labels(says);
        OneHotRows(says);
        Splits(says);
    }

    private static void Scalers(Says says)
    {
        Matrix<double> x = [[10, 1], [20, 3], [99, 99]];
        Matrix<float> floats = [[10, 1], [20, 3]];
        ReadOnlyMatrixSpan<double> readOnly = x.Rows(..2);

        says.That(StandardScaler.Fit(x.Rows(..2)).Transform(x)[1, 0], 1);
        says.That(StandardScaler.Fit(readOnly).Transform(x)[0, 1], -1);
        says.That(StandardScaler.Fit(x).Means[0], 43);
        says.That(MinMaxScaler.Fit(x[..2, ..]).Transform(x)[1, 1], 1);
        says.That(MinMaxScaler.Fit(readOnly).Transform(x.Rows(..1))[0, 0], 0);
        says.That(MinMaxScaler.Fit(floats, -1, 1).Transform(floats)[0, 0], -1);
        says.That(MinMaxScaler.Fit(x, high: 10).Transform(x)[2, 0], 10);
        says.That(StandardScaler.Fit(floats).InverseTransform(StandardScaler.Fit(floats).Transform(floats))[1, 0], 20, 1e-5);
    }

    private static void Labels(Says says)
    {
        string[] names = ["versicolor", "setosa", "virginica", "setosa"];
        Species[] species = [Species.Virginica, Species.Setosa];
        List<string> list = [.. names];

        says.That(LabelEncoder.Fit(names).Encode(names), [1, 0, 2, 0]);
        says.That(LabelEncoder.Fit(list).Encode(list), [1, 0, 2, 0]);
        says.That(LabelEncoder.Fit(["b", "a"]).Encode(["a", "b"]), [0, 1]);
        says.That(LabelEncoder.Fit(names).Decode([2])[0], "virginica");
        says.That(LabelEncoder.Fit(names.Where(name => name != "setosa")).Classes[0], "versicolor");
        says.That(LabelEncoder.Fit(species).Encode(species), [1, 0]);
        says.That(LabelEncoder.Fit(Enum.GetValues<Species>()).Encode([Species.Virginica]), [2]);
        says.That(LabelEncoder.Fit([Species.Versicolor, Species.Setosa]).Decode([1])[0] == Species.Versicolor);
        says.That(LabelEncoder.Fit([40, -3, 7]).Encode([7]), [1]);
        says.That(LabelEncoder.Fit([true, false]).Encode([true]), [1]);
        says.That(LabelEncoder.Fit([new DateOnly(2026, 1, 1), new DateOnly(2025, 1, 1)]).Encode([new DateOnly(2026, 1, 1)]), [1]);
        says.Refuses(() => LabelEncoder.Fit([new object()]), "Fit: labels are of type Object, which has no order");
    }

    private static void OneHotRows(Says says)
    {
        int[] labels = [2, 0];
        Matrix<float> scores = [[0.1f, 0.7f, 0.2f], [0.8f, 0.1f, 0.1f]];
        ReadOnlyMatrixSpan<float> readOnly = scores;

        says.That(OneHot.Encode([2, 0], 3)[0, 2], 1);
        says.That(OneHot.Encode(labels, classCount: 3)[1, 0], 1);
        says.That(OneHot.Encode<float>(labels, 3)[0, 2], 1);
        says.That(OneHot.Encode<float>([2, 0], 3).ColumnCount, 3);
        says.That(OneHot.Decode(scores), [1, 0]);
        says.That(OneHot.Decode(scores.Rows(1..)), [0]);
        says.That(OneHot.Decode(readOnly), [1, 0]);
        says.That(OneHot.Decode(OneHot.Encode([2, 0], 3)), [2, 0]);
        says.That(ConfusionMatrix.Create([0, 0, 1, 1], [0, 1, 1, 1], 2).Accuracy, 0.75);
        says.That(ConfusionMatrix.Create(labels, [2, 1], classCount: 3)[0, 1], 1);
        says.That(ConfusionMatrix.Create(labels, OneHot.Decode(scores), 3).Accuracy, 0.5);
    }

    private static void Splits(Says says)
    {
        Matrix<double> x = Matrix.Create(10, 2, (i, j) => (double)(i + j));
        int[] labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
        double[] y = [.. Enumerable.Range(0, 10)];

        TrainTestSplit split = TrainTestSplit.Random(x.RowCount, testFraction: 0.2, seed: 42);
        says.That(x.SelectRows(split.Train).RowCount, 8);
        says.That(split.Test.Select(i => y[i]).ToArray().Length, 2);
        says.That(TrainTestSplit.Stratified(labels, 0.2, seed: 42).Test.Sum(i => labels[i]), 1);
        says.That(TrainTestSplit.Stratified([0, 1, 0, 1], 0.5, 1).Train.Count, 2);
        says.That(KFold.Random(10, folds: 5, seed: 1).Count, 5);
        says.That(KFold.Stratified(labels, folds: 5, seed: 1)[0].Test.Count, 2);
        says.That(KFold.Stratified([0, 1, 0, 1], 2, 1).Count, 2);
    }
}
