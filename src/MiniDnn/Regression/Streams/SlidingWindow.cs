namespace MiniDnn;

/// <summary>
/// The triangle of the latest rows, from which no row is ever taken out: that would take its rounding's share of the digits.
/// </summary>
/// <remarks>
/// A queue of two stacks: the older rows keep the triangles of each row and all after it up to where the newer begin, the newer one
/// triangle that grows; together they are the window. When the last old row has gone, the newer ones become the older: each row is folded
/// twice, and two triangles are merged for each.
/// </remarks>
internal sealed class SlidingWindow
{
    private readonly double[][] _rows;
    private readonly RootFreeTriangle[] _older;
    private readonly RootFreeTriangle _newer;
    private readonly RootFreeTriangle _all;
    private readonly double[] _next;
    private int _newCount;
    private bool _hasOlder;

    public SlidingWindow(int length, int predictorCount, bool hasIntercept)
    {
        _rows = new double[length][];
        _older = new RootFreeTriangle[length];
        for (int i = 0; i < length; i++)
        {
            _rows[i] = new double[RotatedRow.StrideFor(predictorCount)];
            _older[i] = new(predictorCount, hasIntercept);
        }
        _next = new double[RotatedRow.StrideFor(predictorCount)];
        _newer = new(predictorCount, hasIntercept);
        _all = new(predictorCount, hasIntercept);
    }

    /// <summary>The triangle of the rows in the window.</summary>
    public RootFreeTriangle Triangle => _hasOlder && _newCount < _rows.Length ? _all : _newer;

    /// <summary>Takes in a row, which is used up, and lets the oldest go.</summary>
    public void Add(RotatedRow row)
    {
        if (_newCount == _rows.Length)
        {
            MakeOlder(row);
        }
        row.Values.CopyTo(_rows[_newCount++]);
        _newer.Add(row);
        if (_hasOlder && _newCount < _rows.Length)
        {
            _all.CopyFrom(_older[_newCount]);
            _all.Add(_newer, row);
        }
    }

    /// <summary>Divides a column by 2^<paramref name="exponent"/>.</summary>
    public void ScaleColumn(int column, int exponent)
    {
        Array.ForEach(_rows, row => row[column] = Math.ScaleB(row[column], -exponent));
        Array.ForEach(_older, triangle => triangle.ScaleColumn(column, exponent));
        _newer.ScaleColumn(column, exponent);
    }

    /// <summary>
    /// The triangles of the rows that were new, from the latest on; the first is never asked for, since its row goes at once.
    /// </summary>
    private void MakeOlder(RotatedRow row)
    {
        row.Values.CopyTo(_next);
        _newer.Clear();
        for (int i = _rows.Length - 1; i > 0; i--)
        {
            _older[i].CopyFrom(i < _rows.Length - 1 ? _older[i + 1] : _newer);
            row.Set(_rows[i]);
            _older[i].Add(row);
        }
        row.Set(_next);
        (_newCount, _hasOlder) = (0, true);
    }
}
