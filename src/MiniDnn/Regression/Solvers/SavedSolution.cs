using MiniDnn.Files;

namespace MiniDnn;

/// <summary>What a file holds of a solution, in scaled units; a number in doubled precision is two, its high and its low part.</summary>
internal sealed record SavedSolution
{
    /// <summary>More than exponents of data and of their powers can be.</summary>
    private const int LargestExponent = 1 << 20;

    public required DoubledNumbers Coefficients { get; init; }

    public required int[] ColumnExponents { get; init; }

    public required int TargetExponent { get; init; }

    public required int WeightExponent { get; init; }

    public required DoubledNumbers ResidualSumOfSquares { get; init; }

    public required DoubledNumbers TotalSumOfSquares { get; init; }

    public required double TargetSumOfSquares { get; init; }

    public required double SumOfLogWeights { get; init; }

    public required double EffectiveRowCount { get; init; }

    public required int Rank { get; init; }

    /// <summary>C, rank × parameters, row after row.</summary>
    public required double[] Triangle { get; init; }

    /// <summary>B, parameters × rank, row after row.</summary>
    public required DoubledNumbers Inverse { get; init; }

    public required double Tolerance { get; init; }

    public required bool IsBasic { get; init; }

    public required SavedDependency[] Dependencies { get; init; }

    public required double[] Penalties { get; init; }

    /// <summary>R₀ of ridge, column after column; null without.</summary>
    public required DoubledNumbers? DataTriangle { get; init; }

    public static SavedSolution From(LeastSquaresSolution solution) => new()
    {
        Coefficients = DoubledNumbers.Of(solution.Coefficients),
        ColumnExponents = solution.ColumnExponents,
        TargetExponent = solution.TargetExponent,
        WeightExponent = solution.WeightExponent,
        ResidualSumOfSquares = DoubledNumbers.Of(solution.ResidualSumOfSquares),
        TotalSumOfSquares = DoubledNumbers.Of(solution.TotalSumOfSquares),
        TargetSumOfSquares = solution.TargetSumOfSquares,
        SumOfLogWeights = solution.SumOfLogWeights,
        EffectiveRowCount = solution.EffectiveRowCount,
        Rank = solution.Factor.Rank,
        Triangle = solution.Factor.Triangle,
        Inverse = DoubledNumbers.Of(solution.Factor.Inverse),
        Tolerance = solution.Factor.Tolerance,
        IsBasic = solution.Factor.IsBasic,
        Dependencies = [.. solution.Factor.Dependencies.Select(d => new SavedDependency { Column = d.Column, Others = d.Others })],
        Penalties = solution.Penalties,
        DataTriangle = solution.DataTriangle is { } data ? new() { High = data.High, Low = data.Low } : null,
    };

    /// <exception cref="InvalidDataException">The numbers make no sense.</exception>
    public LeastSquaresSolution ToSolution(int parameterCount, long rowCount)
    {
        CheckCounts(parameterCount, rowCount);
        CheckNumbers();
        return new()
        {
            RowCount = rowCount,
            ParameterCount = parameterCount,
            Coefficients = Coefficients.ToArray("coefficients", parameterCount),
            ColumnExponents = ColumnExponents,
            TargetExponent = TargetExponent,
            WeightExponent = WeightExponent,
            ResidualSumOfSquares = ResidualSumOfSquares.ToArray("residualSumOfSquares", 1)[0],
            TotalSumOfSquares = TotalSumOfSquares.ToArray("totalSumOfSquares", 1)[0],
            TargetSumOfSquares = TargetSumOfSquares,
            SumOfLogWeights = SumOfLogWeights,
            EffectiveRowCount = EffectiveRowCount,
            Penalties = Penalties,
            DataTriangle = DataTriangle?.ToColumns("dataTriangle", parameterCount),
            Factor = ToFactor(parameterCount),
        };
    }

    private LeastSquaresFactor ToFactor(int parameterCount) => new()
    {
        ParameterCount = parameterCount,
        Rank = Rank,
        Triangle = Triangle,
        Inverse = Inverse.ToArray("inverse", (long)parameterCount * Rank),
        Tolerance = Tolerance,
        IsBasic = IsBasic,
        Dependencies = [.. Dependencies.Select(found => (found.Column, found.Others))],
    };

    private void CheckCounts(int parameterCount, long rowCount)
    {
        JsonFile.Require(parameterCount >= 1, "There must be a coefficient at least");
        JsonFile.Require(
            Rank >= 0 && Rank <= parameterCount && (Rank <= rowCount || Penalties.Length > 0),
            $"'rank' is {Rank}, for {parameterCount} coefficients");
        JsonFile.Require(EffectiveRowCount >= 0 && EffectiveRowCount <= rowCount, $"'effectiveRowCount' must be from 0 to {rowCount}");
        JsonFile.Require(
            ColumnExponents.Length == parameterCount,
            $"'columnExponents' has {ColumnExponents.Length} elements; it must have {parameterCount}");
        JsonFile.Require(
            Triangle.Length == (long)Rank * parameterCount, $"'triangle' has {Triangle.Length} elements; it must have "
                + $"{(long)Rank * parameterCount}");
        JsonFile.Require(
            Penalties.Length == (DataTriangle is null ? 0 : parameterCount),
            $"'penalties' has {Penalties.Length} elements; it must have none without ridge, and {parameterCount} with it");
        bool areColumns = Dependencies.All(d => d is not null && d.Others.Append(d.Column).All(j => (uint)j < parameterCount));
        JsonFile.Require(areColumns, "'dependencies' must name columns");
    }

    private void CheckNumbers()
    {
        int[] exponents = [.. ColumnExponents, TargetExponent, WeightExponent];
        JsonFile.Require(exponents.All(e => e is >= -LargestExponent and <= LargestExponent), "An exponent is out of range");
        JsonFile.Require(WeightExponent % 2 == 0, $"'weightExponent' is {WeightExponent}; it must be an even number");
        JsonFile.Require(Triangle.All(double.IsFinite), "'triangle' must have finite numbers");
        JsonFile.Require(Penalties.All(value => value >= 0 && double.IsFinite(value)), "'penalties' must be finite, and 0 or more");
        JsonFile.Require(Tolerance is >= 0 and <= 1, "'tolerance' must be from 0 to 1");
        JsonFile.Require(double.IsFinite(SumOfLogWeights), "'sumOfLogWeights' must be finite");
        JsonFile.Require(TargetSumOfSquares >= 0 || double.IsNaN(TargetSumOfSquares), "'targetSumOfSquares' must be 0 or more, or NaN");
        JsonFile.Require(ResidualSumOfSquares.AreNotNegative() && TotalSumOfSquares.AreNotNegative(), "A sum of squares must be 0 or more");
    }
}

/// <summary>A column that depends on others.</summary>
internal sealed record SavedDependency
{
    public required int Column { get; init; }

    public required int[] Others { get; init; }
}
