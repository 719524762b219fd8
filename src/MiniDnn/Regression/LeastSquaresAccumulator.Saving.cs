using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniDnn;

public sealed partial class LeastSquaresAccumulator<T>
{
    private const int FormatVersion = 1;

    /// <summary>More than the exponents of data and weights, or of their squares, can be.</summary>
    private const int LargestExponent = 4096;

    private static ReadOnlySpan<byte> Signature => "MiniDnnLS"u8;

    /// <summary>
    /// Writes the accumulator, so that another process or machine can go on with it or merge it: (parameters + 1)²/2 numbers.
    /// </summary>
    /// <remarks>
    /// All little-endian: the 9 bytes "MiniDnnLS", the format's version (int32, 1), the number of predictors (int32), 1 or 0 for the
    /// intercept (int32),
    /// rows (int64), Σ ln w (double), the first target (double), 1 or 0 for a constant target (int32), the exponent of the weights (int32),
    /// of each column and the target (int32), the upper triangle row after row (double), and the FNV-1a hash of all that (uint64).
    /// </remarks>
    /// <param name="stream">Where to write.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new BufferedStream(stream);
        var file = new HashedStream(buffer);
        file.Write(Signature);
        file.Write(FormatVersion);
        file.Write(PredictorCount);
        file.Write(HasIntercept ? 1 : 0);
        file.Write(RowCount);
        file.Write(_sumOfLogWeights);
        file.Write(double.CreateTruncating(_firstTarget));
        file.Write(_targetIsConstant ? 1 : 0);
        file.Write(_scales.WeightExponent);
        foreach (int exponent in _scales.Exponents)
        {
            file.Write(exponent);
        }
        for (int i = 0; i < _triangle.ColumnCount; i++)
        {
            for (int j = i; j < _triangle.ColumnCount; j++)
            {
                file.Write(_triangle[i, j]);
            }
        }
        file.Write((long)file.Hash);
        buffer.Flush();
    }

    /// <summary>Reads what <see cref="Save"/> has written, checking everything; leaves the stream behind it.</summary>
    /// <param name="stream">Where to read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The stream ends too early, is something else, or was damaged.</exception>
    public static LeastSquaresAccumulator<T> Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = new HashedStream(stream);
        Span<byte> signature = stackalloc byte[Signature.Length];
        file.Read(signature, "signature");
        Require(signature.SequenceEqual(Signature), "it does not begin with the signature of an accumulator");
        int version = file.ReadInt32("header"), predictors = file.ReadInt32("header"), intercept = file.ReadInt32("header");
        Require(version == FormatVersion, $"its version is {version}; this library reads {FormatVersion}");
        Require(predictors is >= 0 and <= LargestPredictorCount, $"it claims {predictors} predictors; there must be 0 to {LargestPredictorCount}");
        Require(
            intercept is 0 or 1 && predictors + intercept > 0,
            $"it claims {predictors} predictors and an intercept of {intercept}; there must be 0 or 1 of the latter, and one parameter in all");
        var saved = new SavedParts(predictors + intercept + 1);
        saved.Read(file);
        saved.Check();
        return new(predictors, intercept == 1, saved);
    }

    private LeastSquaresAccumulator(int predictorCount, bool intercept, SavedParts saved)
        : this(predictorCount, intercept)
    {
        RowCount = saved.RowCount;
        _sumOfLogWeights = saved.SumOfLogWeights;
        _firstTarget = T.CreateTruncating(saved.FirstTarget);
        _targetIsConstant = saved.TargetIsConstant == 1;
        _scales.Restore(saved.Exponents, saved.WeightExponent);
        for (int i = 0; i < saved.Triangle.Length; i++)
        {
            saved.Triangle[i].CopyTo(_triangle.Values[((i * saved.Triangle.Length) + i)..]);
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException($"Load: the stream is not a saved accumulator: {message}.");
        }
    }

    /// <summary>What a file says of an accumulator, before it is believed.</summary>
    private sealed class SavedParts(int columns)
    {
        public long RowCount { get; private set; }

        public double SumOfLogWeights { get; private set; }

        public double FirstTarget { get; private set; }

        public int TargetIsConstant { get; private set; }

        public int WeightExponent { get; private set; }

        public int[] Exponents { get; } = new int[columns];

        /// <summary>A row at a time, so that a file that promises much takes no more memory than it has contents.</summary>
        public double[][] Triangle { get; } = new double[columns][];

        public void Read(HashedStream file)
        {
            RowCount = file.ReadInt64("number of rows");
            SumOfLogWeights = file.ReadDouble("sums");
            FirstTarget = file.ReadDouble("sums");
            TargetIsConstant = file.ReadInt32("scales");
            WeightExponent = file.ReadInt32("scales");
            file.Read(Exponents, "scales");
            for (int i = 0; i < columns; i++)
            {
                Triangle[i] = new double[columns - i];
                file.Read(Triangle[i], "triangle");
            }
            ulong expected = file.Hash;
            ulong found = (ulong)file.ReadInt64("hash");
            Require(found == expected, $"its hash is {found:x16}, but its content has {expected:x16}: it was damaged");
        }

        public void Check()
        {
            Require(RowCount >= 0, $"it claims {RowCount} rows");
            Require(
                double.IsFinite(SumOfLogWeights) && T.IsFinite(T.CreateTruncating(FirstTarget)) && Triangle.All(row => row.All(double.IsFinite)),
                $"it holds a number that is not finite, as {typeof(T).Name} either");
            Require(TargetIsConstant is 0 or 1, $"it claims {TargetIsConstant} for a target that is constant (1) or not (0)");
            Require(
                Exponents.Append(WeightExponent).All(exponent => exponent is >= -LargestExponent and <= LargestExponent) && WeightExponent % 2 == 0,
                $"it holds an exponent that is not from {-LargestExponent} to {LargestExponent}, or of the weights one that is odd");
        }
    }

    /// <summary>Numbers of a stream, little-endian, with their FNV-1a hash of 64 bits (G. Fowler, L. Noll, K.-P. Vo, 1991).</summary>
    private sealed class HashedStream(Stream stream)
    {
        private long _length;

        public ulong Hash { get; private set; } = 14695981039346656037;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            Append(bytes);
        }

        public void Write(int number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            Write(bytes);
        }

        public void Write(long number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            Write(bytes);
        }

        public void Write(double number) => Write(BitConverter.DoubleToInt64Bits(number));

        public void Read(Span<byte> bytes, string what)
        {
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
            {
                Require(false, $"it ends in its {what}, after {_length + read} bytes");
            }
            Append(bytes);
        }

        public void Read(Span<int> numbers, string what)
        {
            Read(MemoryMarshal.AsBytes(numbers), what);
            if (!BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(numbers, numbers);
            }
        }

        public void Read(Span<double> numbers, string what)
        {
            Read(MemoryMarshal.AsBytes(numbers), what);
            if (!BitConverter.IsLittleEndian)
            {
                Span<long> bits = MemoryMarshal.Cast<double, long>(numbers);
                BinaryPrimitives.ReverseEndianness(bits, bits);
            }
        }

        public int ReadInt32(string what)
        {
            Span<int> number = [0];
            Read(number, what);
            return number[0];
        }

        public long ReadInt64(string what)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            Read(bytes, what);
            return BinaryPrimitives.ReadInt64LittleEndian(bytes);
        }

        public double ReadDouble(string what) => BitConverter.Int64BitsToDouble(ReadInt64(what));

        private void Append(ReadOnlySpan<byte> bytes)
        {
            foreach (byte b in bytes)
            {
                Hash = (Hash ^ b) * 1099511628211;
            }
            _length += bytes.Length;
        }
    }
}
