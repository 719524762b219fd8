using System.Globalization;

namespace MiniDnn.Files;

/// <summary>Reads numbers of a saved model, after a check that they are what they must be.</summary>
internal static class SavedNumbers
{
    /// <summary>The shape of a tensor that can be read as <typeparamref name="T"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="convert">True where another number type is to be converted.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or its numbers have another type.</exception>
    public static long[] Shape<T>(SafeTensors file, string name, bool convert = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!file.Tensors.TryGetValue(name, out StoredTensor? tensor))
        {
            throw new InvalidDataException($"The file must have a tensor '{name}'.");
        }
        NumberType needed = NumberType.Of<T>();
        if (tensor.Type != needed && !(convert && tensor.Type.CanBeRead))
        {
            throw new InvalidDataException(
                $"Tensor '{name}' has numbers of type {Excerpt.Of(tensor.Type.Name)}; {typeof(T).Name} needs {needed.Name}. "
                + (tensor.Type.CanBeRead ? "LoadOptions.ConvertNumbers converts those of a network." : "They can't be converted."));
        }
        return tensor.Shape;
    }

    /// <summary>Reads all numbers of a tensor into memory of as many.</summary>
    /// <exception cref="InvalidDataException">A number is not finite.</exception>
    public static void Read<T>(SafeTensors file, string name, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        file.Read(name, destination);
        for (int i = 0; i < destination.Length; i++)
        {
            if (!T.IsFinite(destination[i]))
            {
                throw new InvalidDataException($"Tensor '{name}' has the value {destination[i]} as number {i}; every value must be finite.");
            }
        }
    }

    /// <summary>A vector as a new array.</summary>
    /// <exception cref="InvalidDataException">
    /// There is no such tensor, its numbers have another type or are not all finite, or it is no vector.
    /// </exception>
    public static T[] Vector<T>(SafeTensors file, string name, bool convert = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long[] shape = Shape<T>(file, name, convert);
        if (shape is not [long length] || length > Array.MaxLength)
        {
            throw new InvalidDataException($"Tensor '{name}' has shape {Excerpt.Of(shape)}; it must be a vector.");
        }
        T[] vector = new T[length];
        Read(file, name, vector.AsSpan());
        return vector;
    }

    /// <summary>A whole number of the metadata, 1 or more.</summary>
    public static int Count(SafeTensors file, string key) => (int)WholeNumber(file, key, 1, int.MaxValue);

    /// <summary>A whole number of the metadata, in a range.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static long WholeNumber(SafeTensors file, string key, long smallest, long largest)
    {
        string text = file.Metadata.TryGetValue(key, out string? found) ? found : "";
        bool isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value);
        if (isNumber && value >= smallest && value <= largest)
        {
            return value;
        }
        string range = largest is int.MaxValue or long.MaxValue ? $"{smallest} or more" : $"{smallest} to {largest}";
        throw new InvalidDataException($"The metadata '{key}' is '{Excerpt.Of(text)}'; it must be a whole number, {range}.");
    }

    /// <summary>A finite number of the metadata.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static double Number(SafeTensors file, string key)
    {
        string text = file.Metadata.TryGetValue(key, out string? found) ? found : "";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidDataException($"The metadata '{key}' is '{Excerpt.Of(text)}'; it must be a finite number.");
    }
}
