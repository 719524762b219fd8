using MiniDnn.Files;

namespace MiniDnn;

/// <summary>
/// How a scaler is laid out in safetensors: <c>input_scaler.mean</c> and <c>.scale</c>, or <c>.minimum</c>, <c>.scale</c> and <c>.range</c>
/// [2], where the smallest and the largest value go. What rounding took from means is in <c>.mean_rest</c>, where it makes a difference.
/// </summary>
internal static class SavedScaler
{
    private static readonly string[] Standard = ["mean", "scale"], StandardWithRest = ["mean", "mean_rest", "scale"];
    private static readonly string[] MinMax = ["minimum", "range", "scale"];

    public static bool IsTensor(string name, string scaler) => name.StartsWith(scaler + '.', StringComparison.Ordinal);

    public static void Store<T>(SafeTensors file, string name, Scaler<T>? scaler)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (scaler is null)
        {
            return;
        }
        file.AddVector($"{name}.scale", scaler.Scales);
        if (scaler is MinMaxScaler<T> minMax)
        {
            file.AddVector($"{name}.minimum", minMax.Minima);
            file.AddVector<T>($"{name}.range", [minMax.Low, minMax.High]);
        }
        else
        {
            var standard = (StandardScaler<T>)scaler;
            file.AddVector($"{name}.mean", standard.Means);
            if (!standard.MeanRests.IsEmpty)
            {
                file.AddVector($"{name}.mean_rest", standard.MeanRests);
            }
        }
    }

    /// <returns>Null where the file has no such scaler.</returns>
    /// <exception cref="InvalidDataException">The scaler makes no sense, or has another number of columns.</exception>
    public static Scaler<T>? Read<T>(SafeTensors file, string name, int columns, bool convert)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] parts = [.. file.Names.Where(tensor => IsTensor(tensor, name)).Select(tensor => tensor[(name.Length + 1)..]).Order(StringComparer.Ordinal)];
        if (parts.Length == 0)
        {
            return null;
        }
        bool hasRest = parts.SequenceEqual(StandardWithRest), isStandard = hasRest || parts.SequenceEqual(Standard);
        if (!isStandard && !parts.SequenceEqual(MinMax))
        {
            throw new InvalidDataException($"'{name}' has {Excerpt.Of(parts)}; it must have {string.Join(", ", Standard)} or {string.Join(", ", MinMax)}.");
        }
        T[] scales = Part("scale", columns);
        if (scales.Any(scale => scale <= T.Zero))
        {
            throw new InvalidDataException($"'{name}.scale' has a number that is not positive.");
        }
        if (isStandard)
        {
            return new StandardScaler<T>(Part("mean", columns), hasRest ? Part("mean_rest", columns) : null, scales);
        }
        return Part("range", 2) is [T low, T high] && low < high
            ? MinMaxScaler<T>.FromScales(Part("minimum", columns), scales, low, high)
            : throw new InvalidDataException($"'{name}.range' must have two numbers, the first less than the second.");

        T[] Part(string part, int length)
        {
            T[] values = SavedNumbers.Vector<T>(file, $"{name}.{part}", convert);
            return values.Length == length ? values : throw new InvalidDataException($"'{name}.{part}' has {values.Length} numbers; it must have {length}.");
        }
    }
}
