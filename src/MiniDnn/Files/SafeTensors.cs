using MiniDnn.Files;

namespace MiniDnn;

/// <summary>
/// Named matrices and vectors in the safetensors format, to exchange with Python and others: 8 bytes of header length (little-endian), a header in JSON, the numbers.
/// </summary>
/// <remarks>
/// <see cref="float"/> is stored as F32, <see cref="double"/> and other types as F64. Tensors of other types and of more than two dimensions are kept when a file is read and written again, but not converted to matrices.
/// Loading checks every length, offset and shape before use, allocates no more than what is really in the file, and refuses everything that is not exactly in the format with an <see cref="InvalidDataException"/> that says why. No code in a file is ever run.
/// </remarks>
/// <example><code>
/// Matrix&lt;double&gt; x = [[1, 2], [3, 4]];
/// var tensors = new SafeTensors();
/// tensors.Add&lt;double&gt;("x", x);
/// tensors.Save("data.safetensors");
/// Matrix&lt;double&gt; again = SafeTensors.Load("data.safetensors").GetMatrix&lt;double&gt;("x");
/// Console.WriteLine(again[1, 0]);                    // → 3
/// </code></example>
public sealed class SafeTensors
{
    private readonly Dictionary<string, StoredTensor> _tensors = [];

    /// <summary>Text that belongs to the tensors, by name.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>The names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    internal IReadOnlyDictionary<string, StoredTensor> Tensors => _tensors;

    /// <summary>Adds a copy of a matrix.</summary>
    /// <param name="name">Not yet taken, and not <c>__metadata__</c>.</param>
    /// <param name="matrix">The matrix, stored row after row with the shape [rows, columns].</param>
    /// <exception cref="ArgumentException">The name is taken or reserved.</exception>
    public void Add<T>(string name, ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Add(name, StoredTensor.Encode([matrix.RowCount, matrix.ColumnCount], matrix));

    /// <summary>Adds a copy of a vector.</summary>
    /// <param name="name">Not yet taken, and not <c>__metadata__</c>.</param>
    /// <param name="vector">The vector, stored with the shape [length].</param>
    /// <exception cref="ArgumentException">The name is taken or reserved.</exception>
    public void AddVector<T>(string name, ReadOnlySpan<T> vector)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Add(name, StoredTensor.Encode([vector.Length], new ReadOnlyMatrixSpan<T>(vector, 1, vector.Length)));

    /// <summary>The shape of a tensor: the number of values of each index.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    public IReadOnlyList<long> GetShape(string name) => [.. Find(name).Shape];

    /// <summary>The number type of a tensor as the format names it: F32, F64, I64, …</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    public string GetNumberType(string name) => Find(name).Type;

    /// <summary>A tensor of two dimensions as a new matrix. F32 and F64 are converted into each other where <typeparamref name="T"/> differs.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    /// <exception cref="InvalidDataException">The tensor has another number of dimensions, or another number type than F32 and F64.</exception>
    public Matrix<T> GetMatrix<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        StoredTensor tensor = Find(name, dimensions: 2);
        if (tensor.Shape.Max() > int.MaxValue)
        {
            throw new InvalidDataException($"Tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; a matrix has at most {int.MaxValue} rows and columns.");
        }
        return new((int)tensor.Shape[0], (int)tensor.Shape[1], tensor.Decode<T>());
    }

    /// <summary>A tensor of one dimension as a new array. F32 and F64 are converted into each other where <typeparamref name="T"/> differs.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    /// <exception cref="InvalidDataException">The tensor has another number of dimensions, or another number type than F32 and F64.</exception>
    public T[] GetVector<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Find(name, dimensions: 1).Decode<T>();

    /// <summary>Writes all tensors to a file: whole, or, where that fails, not at all, an old file of that name staying as it was.</summary>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder is read-only.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes all tensors to a stream, which stays open.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafeTensorsWriter.Write(stream, _tensors, Metadata);
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
        var result = new SafeTensors();
        SafeTensorsReader.Read(stream, result._tensors, result.Metadata);
        return result;
    }

    /// <summary>The names, number types and shapes.</summary>
    public override string ToString()
        => $"SafeTensors: {_tensors.Count} tensors{string.Concat(_tensors.Select(tensor => $"\n  {tensor.Key}: {tensor.Value.Type} [{string.Join(", ", tensor.Value.Shape)}]"))}";

    private void Add(string name, StoredTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == SafeTensorsReader.MetadataKey || !_tensors.TryAdd(name, tensor))
        {
            Throw.Argument(nameof(name), $"Add: the name '{name}' is {(name == SafeTensorsReader.MetadataKey ? "reserved by the format" : "taken")}.");
        }
    }

    private StoredTensor Find(string name, int dimensions)
    {
        StoredTensor tensor = Find(name);
        if (tensor.Shape.Length != dimensions)
        {
            throw new InvalidDataException($"Tensor '{name}' has shape [{string.Join(", ", tensor.Shape)}]; it must have {dimensions} dimensions.");
        }
        if (tensor.Type is not ("F32" or "F64"))
        {
            throw new InvalidDataException($"Tensor '{name}' has numbers of type {tensor.Type}; F32 and F64 can be converted.");
        }
        return tensor;
    }

    private StoredTensor Find(string name) => _tensors.TryGetValue(name, out StoredTensor? tensor)
        ? tensor
        : throw new KeyNotFoundException($"There is no tensor '{name}'; there are {string.Join(", ", _tensors.Keys)}.");
}
