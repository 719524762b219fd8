using System.Runtime.CompilerServices;
using MiniDnn.Files;

namespace MiniDnn;

/// <summary>Named matrices and vectors in the safetensors format, to exchange with Python and others.</summary>
/// <remarks>
/// <para>A file is 8 bytes of header length (little-endian), a header in JSON, the numbers. No code in a file is ever run.</para>
/// <para><see cref="float"/> is stored as F32, <see cref="double"/> and other types as F64. Read are F64, F32, F16, BF16, I64, U64, I32,
/// U32, I16, U16, I8, U8 and BOOL:
/// numbers with a fraction are rounded to <c>T</c>, whole ones must be exact in <c>T</c>, and what is too large for <c>T</c> is refused.
/// All other types are kept as they are when a file is read and written again, also those that this version does not know.</para>
/// <para>The last index of a tensor is that of a matrix's columns; all before it together are that of the rows: a tensor of shape [2, 3, 4]
/// is a matrix of 6 rows and 4 columns.
/// <see cref="GetShape"/> has the shape to take it apart again.</para>
/// <para>Loading checks every length, offset and shape before use, and refuses everything that is not exactly in the format with an <see cref="InvalidDataException"/> that says why.
/// It takes the memory of what is really in the file, and of up to 200 bytes for each tensor and each text of the metadata, of which there
/// may be 1,000,000.</para>
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 2], [3, 4]];
/// var tensors = new SafeTensors();
/// tensors.Add("x", x);
/// tensors.Save("data.safetensors");
/// Matrix&lt;double&gt; again = SafeTensors.Load("data.safetensors").GetMatrix&lt;double&gt;("x");
/// Console.WriteLine(again[1, 0]);                    // → 3
/// </code></example>
public sealed class SafeTensors
{
    private readonly Dictionary<string, StoredTensor> _tensors;

    /// <summary>No tensors yet.</summary>
    public SafeTensors() => _tensors = [];

    private SafeTensors(Stream stream, bool leavesNumbers) => _tensors = SafeTensorsReader.Read(stream, Metadata, leavesNumbers);

    /// <summary>Text that belongs to the tensors, by name.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>The names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    internal IReadOnlyDictionary<string, StoredTensor> Tensors => _tensors;

    /// <summary>Adds a copy of a matrix.</summary>
    /// <param name="name">Not yet taken, not <c>__metadata__</c>, and valid Unicode.</param>
    /// <param name="matrix">The matrix, stored row after row with the shape [rows, columns].</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The name is taken, reserved or no text, or the numbers take more than 2,147,483,591 bytes.
    /// </exception>
    public void Add<T>(string name, ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckName(name);
        _tensors.Add(name, StoredTensor.Encode([matrix.RowCount, matrix.ColumnCount], matrix));
    }

    /// <inheritdoc cref="Add{T}(string, ReadOnlyMatrixSpan{T})"/>
    public void Add<T>(string name, MatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Add(name, matrix.AsReadOnly());

    /// <inheritdoc cref="Add{T}(string, ReadOnlyMatrixSpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="matrix"/> is null.</exception>
    [OverloadResolutionPriority(1)]   // rows written in place are meant as a matrix
    public void Add<T>(string name, Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        Add(name, matrix.AsReadOnly());
    }

    /// <summary>Adds a copy of a vector.</summary>
    /// <param name="name">Not yet taken, not <c>__metadata__</c>, and valid Unicode.</param>
    /// <param name="vector">The vector, stored with the shape [length].</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The name is taken, reserved or no text, or the numbers take more than 2,147,483,591 bytes.
    /// </exception>
    public void AddVector<T>(string name, ReadOnlySpan<T> vector)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckName(name);
        _tensors.Add(name, StoredTensor.Encode([vector.Length], new ReadOnlyMatrixSpan<T>(vector, 1, vector.Length)));
    }

    /// <inheritdoc cref="AddVector{T}(string, ReadOnlySpan{T})"/>
    public void AddVector<T>(string name, Span<T> vector)
        where T : unmanaged, IFloatingPointIeee754<T>
        => AddVector(name, (ReadOnlySpan<T>)vector);

    /// <inheritdoc cref="AddVector{T}(string, ReadOnlySpan{T})"/>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="vector"/> is null.</exception>
    public void AddVector<T>(string name, T[] vector)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vector);
        AddVector(name, (ReadOnlySpan<T>)vector);
    }

    /// <summary>The shape of a tensor: the number of values of each index.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    public IReadOnlyList<long> GetShape(string name) => [.. Find(name).Shape];

    /// <summary>The number type of a tensor as the format names it: F32, F64, I64, …</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    public string GetNumberType(string name) => Find(name).Type.Name;

    /// <summary>A tensor of two or more dimensions as a new matrix: the last index is that of the columns.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    /// <exception cref="InvalidDataException">The tensor has fewer dimensions, more rows or columns than a matrix can have,
    /// a number type that is not read, or a number that <typeparamref name="T"/> does not hold.</exception>
    public Matrix<T> GetMatrix<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        StoredTensor tensor = Find(name);
        if (tensor.Shape.Length < 2)
        {
            throw new InvalidDataException(
                $"Tensor '{Excerpt.Of(name)}' has shape {Excerpt.Of(tensor.Shape)}; a matrix has 2 dimensions or more. GetVector reads others.");
        }
        long rows = StoredTensor.Count(tensor.Shape.AsSpan(..^1)), columns = tensor.Shape[^1];
        if (rows > int.MaxValue || columns > int.MaxValue)
        {
            throw new InvalidDataException(
                $"Tensor '{Excerpt.Of(name)}' has shape {Excerpt.Of(tensor.Shape)}; a matrix has at most {int.MaxValue} rows and columns.");
        }
        CheckReadable(name, tensor);
        var matrix = new Matrix<T>((int)rows, (int)columns);
        Read(name, tensor, matrix.AsSpan());
        return matrix;
    }

    /// <summary>A tensor of one dimension as a new array, or one of none, a single number, as an array of that number.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    /// <exception cref="InvalidDataException">
    /// The tensor has more dimensions, a number type that is not read, or a number that <typeparamref name="T"/> does not hold.
    /// </exception>
    public T[] GetVector<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        StoredTensor tensor = Find(name);
        if (tensor.Shape.Length > 1)
        {
            throw new InvalidDataException(
                $"Tensor '{Excerpt.Of(name)}' has shape {Excerpt.Of(tensor.Shape)}; a vector has at most 1 dimension. GetMatrix reads others.");
        }
        CheckReadable(name, tensor);
        T[] vector = new T[StoredTensor.Count(tensor.Shape)];
        Read(name, tensor, vector);
        return vector;
    }

    /// <summary>
    /// Writes all tensors to a file: whole, or, where that fails, not at all, an old file of that name staying as it was.
    /// </summary>
    /// <remarks>
    /// An old file keeps its permissions, on Linux also its owner and group where the caller may set them; a symbolic link stays one.
    /// A device or a pipe is written to.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The metadata have a null or what is no valid Unicode, or names, shapes and metadata are
    /// more than
    /// the format has room for: 100,000,000 bytes, or than <see cref="Load(string)"/> reads: 1,000,000. Nothing has been
    /// written.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only, or the path is that of a folder.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, new SafeTensorsWriter(_tensors, Metadata).WriteTo);
    }

    /// <summary>Writes all tensors to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">What <see cref="Save(string)"/> refuses. Nothing has been written.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        new SafeTensorsWriter(_tensors, Metadata).WriteTo(stream);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is not in the format; the message says where.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static SafeTensors Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Reads a stream from where it stands to its end; it stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">The contents are not in the format; the message says where.</exception>
    public static SafeTensors Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new(stream, leavesNumbers: false);
    }

    /// <summary>
    /// Hands out the tensors of a stream while their numbers still lie in it: whoever wants each once has no copy of them in between.
    /// </summary>
    internal static TResult Read<TResult>(Stream stream, Func<SafeTensors, TResult> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        TResult result = read(new(stream, leavesNumbers: true));
        if (stream.CanSeek)
        {
            stream.Seek(0, SeekOrigin.End);
        }
        return result;
    }

    /// <summary>Reads all numbers of a tensor into memory of as many.</summary>
    internal void Read<T>(string name, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Read(name, Find(name), destination);

    /// <summary>The names, number types and shapes.</summary>
    public override string ToString()
        => $"SafeTensors: {_tensors.Count} tensors"
        + string.Concat(_tensors.Select(tensor => $"\n  {tensor.Key}: {tensor.Value.Type.Name} [{string.Join(", ", tensor.Value.Shape)}]"));

    private static void Read<T>(string name, StoredTensor tensor, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckReadable(name, tensor);
        int failed = tensor.CopyTo(destination);
        if (failed >= 0)
        {
            throw new InvalidDataException($"Tensor '{Excerpt.Of(name)}' has as number {failed} one of type {tensor.Type.Name} that {typeof(T).Name} does not hold.");
        }
    }

    private static void CheckReadable(string name, StoredTensor tensor)
    {
        if (!tensor.Type.CanBeRead)
        {
            throw new InvalidDataException($"Tensor '{Excerpt.Of(name)}' has numbers of type {Excerpt.Of(tensor.Type.Name)}, which are kept, but not read.");
        }
    }

    private void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? fault = name == SafeTensorsHeader.MetadataKey ? "reserved by the format" : _tensors.ContainsKey(name) ? "taken"
            : SafeTensorsWriter.IsWellFormed(name) ? null : "no text: it has half a surrogate pair";
        if (fault is not null)
        {
            Throw.Argument(nameof(name), $"Add: the name '{Excerpt.Of(name)}' is {fault}.");
        }
    }

    private StoredTensor Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _tensors.TryGetValue(name, out StoredTensor? tensor)
            ? tensor
            : throw new KeyNotFoundException($"There is no tensor '{Excerpt.Of(name)}'; there are {Excerpt.Of(_tensors.Keys)}.");
    }
}
