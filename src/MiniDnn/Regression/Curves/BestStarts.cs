using System.Buffers;

namespace MiniDnn;

/// <summary>The starts on a family's grid that leave least, with the best β for each, in rising order of what they leave.</summary>
internal sealed class BestStarts
{
    private readonly CurveShape _shape;
    private readonly double[] _left;
    private readonly double[] _starts;

    private BestStarts(CurveShape shape)
    {
        _shape = shape;
        _left = new double[shape.Refined];
        _starts = new double[shape.Refined * shape.ParameterCount];
    }

    public int Count { get; private set; }

    /// <summary>β and θ of a start.</summary>
    public ReadOnlySpan<double> this[int i] => _starts.AsSpan(i * _shape.ParameterCount, _shape.ParameterCount);

    /// <summary>Tries the grid on points of the search.</summary>
    public static BestStarts Find(CurveShape shape, double[] x, double[] y, double[]? weights)
    {
        var best = new BestStarts(shape);
        using var part = new LinearPart(shape, x, y, weights);
        double[] buffer = ArrayPool<double>.Shared.Rent(part.PointCount);
        Span<double> sorted = buffer.AsSpan(0, part.PointCount);
        part.X.CopyTo(sorted);
        sorted.Sort();
        double[][] groups = shape.Starts(sorted);
        ArrayPool<double>.Shared.Return(buffer);
        foreach (double[] group in groups)
        {
            if (shape.ShapeCount == 1)
            {
                best.AddMinima(group, part);
            }
            else
            {
                best.AddBest(group, part);
            }
        }
        return best;
    }

    private void AddBest(ReadOnlySpan<double> group, LinearPart part)
    {
        int width = _shape.ShapeCount;
        ReadOnlySpan<double> best = group[..width];
        double least = double.PositiveInfinity;
        for (int i = 0; i < group.Length; i += width)
        {
            double left = Left(group.Slice(i, width), part);
            if (left < least)
            {
                least = left;
                best = group.Slice(i, width);
            }
        }
        Add(best, least, part);
    }

    /// <summary>Adds those in a row that are no worse than their neighbours, moved to the vertex of a parabola through all three.</summary>
    private void AddMinima(ReadOnlySpan<double> row, LinearPart part)
    {
        double[] left = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            left[i] = Left(row.Slice(i, 1), part);
        }
        for (int i = 0; i < row.Length; i++)
        {
            double before = i > 0 ? left[i - 1] : double.PositiveInfinity, after = i + 1 < row.Length ? left[i + 1] : double.PositiveInfinity;
            if (before < left[i] || after < left[i])
            {
                continue;
            }
            double step = 0.5 * (before - after) / (before - left[i] + (after - left[i]));   // ½ of the way to a neighbour at most
            double vertex = double.IsFinite(step) ? row[i] + (Math.Abs(step) * (row[step > 0 ? i + 1 : i - 1] - row[i])) : row[i];
            double there = Left([vertex], part);
            Add(there < left[i] ? [vertex] : row.Slice(i, 1), Math.Min(there, left[i]), part);
        }
    }

    /// <summary>Adds a shape, if it is among the best so far; of equals the first one stays before.</summary>
    private void Add(ReadOnlySpan<double> theta, double left, LinearPart part)
    {
        int place = Count;
        while (place > 0 && left < _left[place - 1])
        {
            place--;
        }
        if (place == _left.Length)
        {
            return;
        }
        Count = Math.Min(Count + 1, _left.Length);
        int width = _shape.ParameterCount;
        _left.AsSpan(place, Count - 1 - place).CopyTo(_left.AsSpan(place + 1));
        _starts.AsSpan(place * width, (Count - 1 - place) * width).CopyTo(_starts.AsSpan((place + 1) * width));
        Span<double> start = _starts.AsSpan(place * width, width);
        _left[place] = left;
        part.SumOfSquares(theta);
        part.Linear.CopyTo(start);
        theta.CopyTo(start[_shape.LinearCount..]);
    }

    /// <summary>What a shape leaves with the best β; infinite where it is not defined.</summary>
    private static double Left(ReadOnlySpan<double> theta, LinearPart part)
    {
        double left = part.SumOfSquares(theta);
        return double.IsFinite(left) ? left : double.PositiveInfinity;
    }
}
