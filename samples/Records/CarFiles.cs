using nietras.SeparatedValues;
using Parquet.Serialization;

namespace MiniDnn.Records;

/// <summary>Reads the same records from both kinds of files.</summary>
internal static class CarFiles
{
    /// <summary>From a CSV file, by Sep.</summary>
    public static IEnumerable<Car> ReadCsv(string path)
    {
        using SepReader reader = Sep.Reader().FromFile(path);
        foreach (SepReader.Row row in reader)
        {
            yield return new()
            {
                Mpg = row["mpg"].TryParse<double>(),
                Weight = row["weight"].TryParse<double>(),
                Power = row["power"].TryParse<double>(),
                Cylinders = row["cylinders"].TryParse<int>(),
                Gearbox = row["gearbox"].ToString() is { Length: > 0 } gearbox ? gearbox : null,
            };
        }
    }

    /// <summary>From a Parquet file, by Parquet.Net.</summary>
    public static async Task<IReadOnlyList<Car>> ReadParquetAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        return [.. (await ParquetSerializer.DeserializeAsync<Car>(stream)).Data];
    }

    /// <summary>To a Parquet file.</summary>
    public static async Task WriteParquetAsync(string path, IEnumerable<Car> cars)
    {
        await using FileStream stream = File.Create(path);
        await ParquetSerializer.SerializeAsync(cars, stream);
    }
}
