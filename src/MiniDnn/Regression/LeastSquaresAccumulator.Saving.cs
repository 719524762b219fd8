using System.Buffers.Binary;

namespace MiniDnn;

public sealed partial class LeastSquaresAccumulator<T>
{
    private const int FormatVersion = 1;

    private static ReadOnlySpan<byte> Signature => "MiniDnnLS"u8;

    /// <summary>Writes the accumulator, so that another process or machine can go on with it or merge it: (parameters + 1)²/2 numbers.</summary>
    /// <remarks>
    /// All little-endian: the 9 bytes "MiniDnnLS", the format's version (int32, 1), the number of predictors (int32), 1 or 0 for the intercept (int32), rows (int64), Σ ln w (double), the first target (double),
    /// 1 or 0 for a constant target (int32), the exponent of the weights (int32), of each column and the target (int32), the upper triangle row after row (double), and the FNV-1a hash of all that (uint64).
    /// </remarks>
    /// <param name="stream">Where to write.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(Signature);
        writer.Write(FormatVersion);
        writer.Write(PredictorCount);
        writer.Write(HasIntercept ? 1 : 0);
        writer.Write(RowCount);
        writer.Write(_sumOfLogWeights);
        writer.Write(double.CreateTruncating(_firstTarget));
        writer.Write(_targetIsConstant ? 1 : 0);
        writer.Write(_scales.WeightExponent);
        foreach (int exponent in _scales.Exponents)
        {
            writer.Write(exponent);
        }
        for (int i = 0; i < _triangle.ColumnCount; i++)
        {
            for (int j = i; j < _triangle.ColumnCount; j++)
            {
                writer.Write(_triangle[i, j]);
            }
        }
        writer.Flush();
        writer.Write(Hash(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        buffer.WriteTo(stream);
    }

    /// <summary>Reads what <see cref="Save"/> has written, checking everything; leaves the stream behind it.</summary>
    /// <param name="stream">Where to read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The stream ends too early, is something else, or was damaged.</exception>
    public static LeastSquaresAccumulator<T> Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var read = new MemoryStream();
        byte[] signature = Read(stream, read, Signature.Length, "signature");
        Require(signature.AsSpan().SequenceEqual(Signature), "it does not begin with the signature of an accumulator");
        int[] header = ReadIntegers(stream, read, 3, "header");
        Require(header[0] == FormatVersion, $"its version is {header[0]}; this library reads {FormatVersion}");
        Require(header[1] is >= 0 and <= LargestPredictorCount, $"it claims {header[1]} predictors; there must be 0 to {LargestPredictorCount}");
        Require(header[2] is 0 or 1 && header[1] + header[2] > 0, $"it claims {header[1]} predictors and an intercept of {header[2]}; there must be 0 or 1 of the latter, and one parameter in all");
        long rows = BinaryPrimitives.ReadInt64LittleEndian(Read(stream, read, sizeof(long), "number of rows"));
        double[] sums = ReadNumbers(stream, read, 2, "sums");
        int[] scales = ReadIntegers(stream, read, 3 + header[1] + header[2], "scales");
        int columns = header[1] + header[2] + 1;
        var triangle = new double[columns][];
        for (int i = 0; i < columns; i++)
        {
            triangle[i] = ReadNumbers(stream, read, columns - i, "triangle");
        }
        ulong expected = Hash(read.GetBuffer().AsSpan(0, (int)read.Length));
        ulong found = BinaryPrimitives.ReadUInt64LittleEndian(Read(stream, read, sizeof(ulong), "hash"));
        Require(found == expected, $"its hash is {found:x16}, but its content has {expected:x16}: it was damaged");
        Require(rows >= 0, $"it claims {rows} rows");
        Require(sums.Concat(triangle.SelectMany(r => r)).All(double.IsFinite), "it holds a number that is not finite");
        Require(scales[0] is 0 or 1 && scales.Skip(1).All(e => Math.Abs(e) <= 4096) && scales[1] % 2 == 0, "it holds an exponent out of range");
        return new(header[1], header[2] == 1, rows, sums, scales, triangle);
    }

    private LeastSquaresAccumulator(int predictorCount, bool intercept, long rows, double[] sums, int[] scales, double[][] triangle)
        : this(predictorCount, intercept)
    {
        RowCount = rows;
        _sumOfLogWeights = sums[0];
        _firstTarget = T.CreateTruncating(sums[1]);
        _targetIsConstant = scales[0] == 1;
        _scales.Restore(scales.AsSpan(2), scales[1]);
        for (int i = 0; i < triangle.Length; i++)
        {
            triangle[i].CopyTo(_triangle.Values.Slice((i * triangle.Length) + i, triangle.Length - i));
        }
    }

    private static byte[] Read(Stream stream, MemoryStream log, int count, string what)
    {
        var bytes = new byte[count];
        int read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        Require(read == count, $"it ends in its {what}, after {log.Length + read} bytes");
        log.Write(bytes);
        return bytes;
    }

    private static int[] ReadIntegers(Stream stream, MemoryStream log, int count, string what)
        => [.. Read(stream, log, count * sizeof(int), what).Chunk(sizeof(int)).Select(b => BinaryPrimitives.ReadInt32LittleEndian(b))];

    private static double[] ReadNumbers(Stream stream, MemoryStream log, int count, string what)
        => [.. Read(stream, log, count * sizeof(double), what).Chunk(sizeof(double)).Select(b => BinaryPrimitives.ReadDoubleLittleEndian(b))];

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException($"Load: the stream is not a saved accumulator: {message}.");
        }
    }

    /// <summary>FNV-1a, 64 bits (G. Fowler, L. Noll, K.-P. Vo, 1991).</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 1099511628211;
        }
        return hash;
    }
}
