namespace MiniDnn;

// Spread and how columns vary together. All of it is computed in double, whatever the number type, by the corrected two-pass algorithm
// (T. Chan, G. Golub and R. LeVeque, 1983), so that a level far from 0 costs no digits.
public readonly ref partial struct ReadOnlyMatrixSpan<T>
{
    /// <summary>So many columns are gone through together: those of a cache line of 64 bytes, in float.</summary>
    private const int SeriesTogether = 16;

    /// <summary>Rows that are centred together: their products are added up while they are in the cache.</summary>
    private const int CentredRows = 256;

    /// <summary>The standard deviation √(Σ(a − mean)²/(n − 1)) of all n elements; NaN of one alone, or where one is not finite.</summary>
    /// <param name="population">True to divide by n, as for a whole population; NumPy's <c>std</c> does so by default.</param>
    /// <exception cref="InvalidOperationException">There is no element.</exception>
    public T StandardDeviation(bool population = false)
    {
        Require(!IsEmpty, nameof(StandardDeviation), "an element");
        var series = new Series(double.CreateTruncating(this[0, 0]));
        for (int pass = 0; pass < Series.Passes; pass++)
        {
            for (int i = 0; i < RowCount; i++)
            {
                series.Add(Row(i));
            }
            series.EndPass((long)RowCount * ColumnCount);
        }
        return T.CreateTruncating(series.StandardDeviation(population));
    }

    /// <summary>The standard deviation of every column; NaN for a single row, or where an element is not finite.</summary>
    /// <param name="population">True to divide by the number of rows n, not by n − 1.</param>
    /// <returns>A new array with an element for each column.</returns>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public T[] ColumnStandardDeviations(bool population = false)
    {
        var result = new T[ColumnCount];
        ColumnStandardDeviations(result, population);
        return result;
    }

    /// <summary>Writes the standard deviation of every column into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each column.</param>
    /// <param name="population">True to divide by the number of rows n, not by n − 1.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are columns, but no row.</exception>
    public void ColumnStandardDeviations(Span<T> destination, bool population = false)
    {
        Require(ColumnCount == 0 || RowCount > 0, nameof(ColumnStandardDeviations), "a row");
        CheckReduction(nameof(ColumnStandardDeviations), destination, ColumnCount, "one for each column");
        Span<Series> together = stackalloc Series[SeriesTogether];
        for (int first = 0, count; first < ColumnCount; first += count)
        {
            count = Math.Min(SeriesTogether, ColumnCount - first);
            Span<Series> series = together[..count];
            GoThrough(first, series);
            for (int j = 0; j < count; j++)
            {
                destination[first + j] = T.CreateTruncating(series[j].StandardDeviation(population));
            }
        }
    }

    /// <summary>The standard deviation of every row; NaN for a single column, or where an element is not finite.</summary>
    /// <param name="population">True to divide by the number of columns n, not by n − 1.</param>
    /// <returns>A new array with an element for each row.</returns>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public T[] RowStandardDeviations(bool population = false)
    {
        var result = new T[RowCount];
        RowStandardDeviations(result, population);
        return result;
    }

    /// <summary>Writes the standard deviation of every row into <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">An element for each row.</param>
    /// <param name="population">True to divide by the number of columns n, not by n − 1.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the matrix.</exception>
    /// <exception cref="InvalidOperationException">There are rows, but no column.</exception>
    public void RowStandardDeviations(Span<T> destination, bool population = false)
    {
        Require(RowCount == 0 || ColumnCount > 0, nameof(RowStandardDeviations), "a column");
        CheckReduction(nameof(RowStandardDeviations), destination, RowCount, "one for each row");
        for (int i = 0; i < RowCount; i++)
        {
            destination[i] = Rows(i..(i + 1)).StandardDeviation(population);
        }
    }

    /// <summary>The covariance matrix of the columns: element [i, j] is Σ(xᵢ − mean xᵢ)·(xⱼ − mean xⱼ)/(n − 1) over the n rows.</summary>
    /// <remarks>Symmetric to the bit. NaN throughout for a single row.</remarks>
    /// <param name="population">True to divide by n.</param>
    /// <returns>A new p×p matrix, p being the number of columns.</returns>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public Matrix<T> Covariance(bool population = false)
    {
        Require(RowCount > 0, nameof(Covariance), "a row");
        Matrix<double> products = CentredGram(out double[] scales);
        double divisor = population ? RowCount : RowCount - 1;
        return Matrix.Create(ColumnCount, ColumnCount, (i, j) => T.CreateTruncating(products[i, j] / divisor / scales[i] / scales[j]));
    }

    /// <summary>The correlation matrix of the columns (K. Pearson, 1895): covariances divided by both standard deviations.</summary>
    /// <remarks>Symmetric to the bit, exactly 1 on the diagonal, NaN for a column without spread.</remarks>
    /// <returns>A new p×p matrix, p being the number of columns.</returns>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public Matrix<T> Correlation()
    {
        Require(RowCount > 0, nameof(Correlation), "a row");
        Matrix<double> products = CentredGram(out _);
        double[] lengths = [.. products.Diagonal().Select(Math.Sqrt)];
        return Matrix.Create(ColumnCount, ColumnCount, (i, j) =>
        {
            // rounding can lead beyond 1, which no correlation is
            double value = i == j ? products[i, i] / products[i, i] : products[i, j] / (lengths[i] * lengths[j]);
            return T.CreateTruncating(Math.Clamp(value, -1, 1));
        });
    }

    /// <summary>Both passes over some neighbouring columns.</summary>
    private void GoThrough(int first, Span<Series> series)
    {
        for (int j = 0; j < series.Length; j++)
        {
            series[j] = new(double.CreateTruncating(this[0, first + j]));
        }
        for (int pass = 0; pass < Series.Passes; pass++)
        {
            for (int i = 0; i < RowCount; i++)
            {
                ReadOnlySpan<T> row = Row(i).Slice(first, series.Length);
                for (int j = 0; j < row.Length; j++)
                {
                    series[j].Add(double.CreateTruncating(row[j]));
                }
            }
            foreach (ref Series one in series)
            {
                one.EndPass(RowCount);
            }
        }
    }

    /// <summary>XᵀX of the centred columns, each scaled by a power of 2 that brings its largest deviation near 1.</summary>
    private Matrix<double> CentredGram(out double[] scales)
    {
        Series[] series = new Series[ColumnCount];
        for (int first = 0, count; first < ColumnCount; first += count)
        {
            count = Math.Min(SeriesTogether, ColumnCount - first);
            GoThrough(first, series.AsSpan(first, count));
        }
        scales = [.. series.Select(one => one.Scale)];
        var products = new Matrix<double>(ColumnCount, ColumnCount);
        var centred = new Matrix<double>(Math.Min(CentredRows, RowCount), ColumnCount);
        for (int start = 0, count; start < FilledRowCount; start += count)
        {
            count = Math.Min(centred.RowCount, RowCount - start);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<T> row = Row(start + i);
                Span<double> target = centred.Row(i);
                for (int j = 0; j < target.Length; j++)
                {
                    target[j] = series[j].Deviation(double.CreateTruncating(row[j]));
                }
            }
            centred.Rows(..count).Gram(products, accumulate: true);
        }
        return products;
    }

    /// <summary>What is known of a series of numbers after each of its passes: first the mean, then the spread around it.</summary>
    private struct Series(double shift)
    {
        public const int Passes = 2;

        private readonly double _shift = shift;
        private double _mean;
        private double _sum;
        private double _lost;
        private double _squares;
        private double _lostOfSquares;
        private double _largest;
        private long _count;

        /// <summary>The power of 2 that brings the largest deviation from the first number near 1; 1 where there is none.</summary>
        public double Scale { get; private set; } = 1;

        public void Add(ReadOnlySpan<T> values)
        {
            foreach (T value in values)
            {
                Add(double.CreateTruncating(value));
            }
        }

        /// <summary>Adds a number with what rounding loses kept apart (A. Neumaier, 1974).</summary>
        public void Add(double value)
        {
            double deviation = Deviation(value);
            _largest = Math.Max(_largest, Math.Abs(deviation));
            AddTo(ref _sum, ref _lost, deviation);
            AddTo(ref _squares, ref _lostOfSquares, deviation * deviation);
        }

        /// <summary>How far a number is from the mean, scaled; in the first pass, from the first number.</summary>
        public readonly double Deviation(double value) => ((value - _shift) * Scale) - _mean;

        public void EndPass(long count)
        {
            if (_count > 0)
            {
                return;
            }
            _count = count;
            // squares of scaled deviations neither overflow nor vanish
            Scale = _largest > 0 && double.IsFinite(_largest) ? Math.ScaleB(1, Math.Clamp(-Math.ILogB(_largest), -1000, 1000)) : 1;
            _mean = (_sum + _lost) / count * Scale;
            _sum = _lost = _squares = _lostOfSquares = 0;
        }

        public readonly double StandardDeviation(bool population)
        {
            double sum = _sum + _lost, squares = _squares + _lostOfSquares - (sum * sum / _count);
            return Math.Sqrt(Math.Max(0, squares) / (population ? _count : _count - 1)) / Scale;
        }

        private static void AddTo(ref double sum, ref double lost, double value)
        {
            double next = sum + value;
            lost += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }
    }
}
