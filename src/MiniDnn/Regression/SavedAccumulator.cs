using System.Globalization;
using MiniDnn.Decompositions;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of an accumulator, and how it is laid out in safetensors.</summary>
/// <remarks>
/// Tensors, all F64: <c>triangle</c>, the upper triangle of √w·[1 x y]·2^−e − origins, row after row; <c>origins</c> and <c>exponents</c>
/// (e), one number for each of its columns. The rest is metadata under <c>accumulator.</c>, with a checksum over all.
/// </remarks>
internal sealed class SavedAccumulator
{
    /// <summary>The triangle of so many columns still fits into one tensor.</summary>
    public const int LargestColumnCount = 23_169;

    /// <summary>The version of this layout. It rises when older versions of the library could misread what is written.</summary>
    private const int FormatVersion = 1;

    /// <summary>More than the exponents of data and weights can be.</summary>
    private const int LargestExponent = 1100;

    /// <summary>Less than those of weights that were forgotten can be.</summary>
    private const int LeastWeightExponent = -4500;

    private const string Prefix = "accumulator.";
    private const string FormatKey = Prefix + "format", PredictorsKey = Prefix + "predictors", InterceptKey = Prefix + "intercept";
    private const string RowsKey = Prefix + "rows", FoldsKey = Prefix + "folds", LogWeightsKey = Prefix + "sum_of_log_weights";
    private const string FirstTargetKey = Prefix + "first_target", ConstantKey = Prefix + "target_is_constant";
    private const string EffectiveRowsKey = Prefix + "effective_rows";
    private const string WeightExponentKey = Prefix + "weight_exponent";
    private const string TriangleName = "triangle", OriginsName = "origins", ExponentsName = "exponents";

    public required int PredictorCount { get; init; }

    public required bool HasIntercept { get; init; }

    public required long RowCount { get; init; }

    /// <summary>The rows, each by the share of its weight that is not forgotten.</summary>
    public required double EffectiveRowCount { get; init; }

    public required double SumOfLogWeights { get; init; }

    public required double FirstTarget { get; init; }

    public required bool TargetIsConstant { get; init; }

    /// <summary>None of them wait.</summary>
    public required AccumulatedRows Rows { get; init; }

    public SafeTensors ToFile()
    {
        var file = new SafeTensors();
        file.AddVector(TriangleName, PackedTriangle());
        file.AddVector(OriginsName, Rows.Columns.Origins);
        file.AddVector(ExponentsName, [.. Rows.Columns.Exponents.Select(e => (double)e)]);
        file.Metadata[FormatKey] = Text(FormatVersion);
        file.Metadata[PredictorsKey] = Text(PredictorCount);
        file.Metadata[InterceptKey] = Text(HasIntercept ? 1 : 0);
        file.Metadata[RowsKey] = Text(RowCount);
        file.Metadata[EffectiveRowsKey] = EffectiveRowCount.ToString("R", CultureInfo.InvariantCulture);
        file.Metadata[FoldsKey] = Text(Rows.Columns.Folded.FoldCount);
        file.Metadata[LogWeightsKey] = SumOfLogWeights.ToString("R", CultureInfo.InvariantCulture);
        file.Metadata[FirstTargetKey] = FirstTarget.ToString("R", CultureInfo.InvariantCulture);
        file.Metadata[ConstantKey] = Text(TargetIsConstant ? 1 : 0);
        file.Metadata[WeightExponentKey] = Text(Rows.WeightExponent);
        Checksum.Add(file);
        return file;
    }

    /// <exception cref="InvalidDataException">The file is damaged, no accumulator, or makes no sense.</exception>
    public static SavedAccumulator FromFile(SafeTensors file)
    {
        if (!file.Metadata.ContainsKey(FormatKey))
        {
            throw new InvalidDataException($"The file has no metadata '{FormatKey}': it is no saved accumulator.");
        }
        long version = SavedNumbers.Count(file, FormatKey);
        if (version > FormatVersion)
        {
            throw new InvalidDataException(
                $"The file has format {version}; this version of the library reads accumulators of formats up to {FormatVersion}.");
        }
        Checksum.Check(file);
        int intercept = (int)SavedNumbers.WholeNumber(file, InterceptKey, 0, 1);
        int predictors = (int)SavedNumbers.WholeNumber(file, PredictorsKey, 1 - intercept, AccumulatedRows.LargestPredictorCount);
        long rowCount = SavedNumbers.WholeNumber(file, RowsKey, 0, long.MaxValue);
        AccumulatedRows rows = ReadRows(file, predictors, intercept == 1, rowCount);
        double effectiveRows = SavedNumbers.Number(file, EffectiveRowsKey);
        Require(
            effectiveRows >= 0 && effectiveRows <= rowCount,
            $"The metadata '{EffectiveRowsKey}' is {effectiveRows}; it must be from 0 to the number of rows, {rowCount}");
        rows.HasForgotten = effectiveRows < rowCount;
        return new()
        {
            PredictorCount = predictors,
            HasIntercept = intercept == 1,
            RowCount = rowCount,
            EffectiveRowCount = effectiveRows,
            SumOfLogWeights = SavedNumbers.Number(file, LogWeightsKey),
            FirstTarget = SavedNumbers.Number(file, FirstTargetKey),
            TargetIsConstant = SavedNumbers.WholeNumber(file, ConstantKey, 0, 1) == 1,
            Rows = rows,
        };
    }

    private static AccumulatedRows ReadRows(SafeTensors file, int predictorCount, bool hasIntercept, long rowCount)
    {
        long columns = predictorCount + (hasIntercept ? 2 : 1);
        CheckNames(file, columns);
        long folds = SavedNumbers.WholeNumber(file, FoldsKey, Math.Min(1, rowCount), rowCount);
        int weightExponent = (int)SavedNumbers.WholeNumber(file, WeightExponentKey, LeastWeightExponent, LargestExponent);
        double[] origins = SavedNumbers.Vector<double>(file, OriginsName);
        double[] exponents = SavedNumbers.Vector<double>(file, ExponentsName);
        double[] triangle = SavedNumbers.Vector<double>(file, TriangleName);
        Require(weightExponent % 2 == 0, $"The metadata '{WeightExponentKey}' is {weightExponent}; it must be an even number");
        CheckMagnitude(OriginsName, origins, hasIntercept ? 1 : 0);
        CheckMagnitude(ExponentsName, exponents, LargestExponent);
        Require(exponents.All(double.IsInteger), $"Tensor '{ExponentsName}' must have whole numbers");
        Require(!hasIntercept || (origins[0] == 0 && exponents[0] == 0), "Origin and exponent of the column of ones must be 0");
        CheckMagnitude(TriangleName, triangle, LargestLength(rowCount));
        bool hasOnes = rowCount > 0 && hasIntercept;
        Require(!hasOnes || triangle[0] != 0, $"Tensor '{TriangleName}' must not begin with 0 where there are rows and an intercept");
        var rows = new AccumulatedRows(predictorCount, hasIntercept);
        if (rowCount > 0)
        {
            Unpack(triangle, rows.Columns.Folded.R);
            rows.Columns.Folded.FoldCount = folds;
            rows.Restore(origins, [.. exponents.Select((e, j) => IsZero(j) ? AccumulatedColumns.OfZero : (int)e)], weightExponent);
        }
        return rows;

        bool IsZero(int j) => origins[j] == 0 && !rows.Columns.Folded.R.Columns.Column(j).ContainsAnyExcept(0);
    }

    /// <summary>No element, less its origin, is larger than 2, and none weighs more than 1; twice that leaves room for rounding.</summary>
    private static double LargestLength(long rowCount) => 4 * Math.Sqrt(rowCount);

    /// <summary>Refuses a file that lacks a tensor, has one more, or one of another length, before there is memory for it.</summary>
    private static void CheckNames(SafeTensors file, long columns)
    {
        long triangle = columns * (columns + 1) / 2;
        (string Name, long Length)[] expected = [(ExponentsName, columns), (OriginsName, columns), (TriangleName, triangle)];
        foreach ((string name, long length) in expected)
        {
            long[] shape = SavedNumbers.Shape<double>(file, name);
            Require(shape is [long found] && found == length, $"Tensor '{name}' has shape {Excerpt.Of(shape)}; it must be [{length}]");
        }
        Require(file.Names.Count == expected.Length, $"The file has {file.Names.Count} tensors; an accumulator has {expected.Length}");
    }

    private static void CheckMagnitude(string name, double[] values, double largest)
    {
        int i = Array.FindIndex(values, value => Math.Abs(value) > largest);
        if (i >= 0)
        {
            throw new InvalidDataException(
                $"Tensor '{name}' has the value {values[i]} as number {i}; no magnitude may be larger than {largest}.");
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException(message + ".");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private double[] PackedTriangle()
    {
        int n = Rows.Columns.Count;
        double[] packed = new double[(long)n * (n + 1) / 2];
        for (int i = 0, next = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
            {
                packed[next++] = Rows.Columns.Folded.R.Columns.Column(j)[i];
            }
        }
        return packed;
    }

    private static void Unpack(double[] packed, UpperTriangle<double> r)
    {
        for (int i = 0, next = 0; i < r.RowCount; i++)
        {
            for (int j = i; j < r.ColumnCount; j++)
            {
                r.Columns.Column(j)[i] = packed[next++];
            }
        }
    }
}
