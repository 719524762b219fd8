namespace MiniDnn;

/// <summary>Newton's method for several classes: block k of the coefficients is that of the k-th class but the reference.</summary>
internal sealed class MultinomialScoring(Matrix<double> raw, StandardColumns columns, int[] labels, int classes, int reference)
{
    private const int MaxIterations = 100;

    /// <summary>Beyond this a probability is 1 but for what no row tells: the likelihood grows without end.</summary>
    private const double Endless = 25;

    private readonly int[] _others = [.. Enumerable.Range(0, classes).Where(k => k != reference)];
    private DoubleDouble[] _theta = [];
    private double[,] _probabilities = new double[0, 0];
    private Information? _information;

    public bool HasConverged { get; private set; }

    public double LogLikelihood { get; private set; }

    public int ParameterCount => _others.Length * columns.Count;

    public void Run()
    {
        _theta = new DoubleDouble[ParameterCount];
        LogLikelihood = Evaluate(_theta, out _probabilities);
        double before = double.PositiveInfinity;
        for (int i = 0; i < MaxIterations; i++)
        {
            if (!Factor())
            {
                return;
            }
            (DoubleDouble[] step, double decrement) = Step();
            if (!Move(step, decrement))
            {
                return;
            }
            if (decrement <= 1e-15 || (decrement <= 1e-7 && decrement > before / 4))
            {
                HasConverged = Factor() && (!IsEndless() || FindSeparation() is null);
                return;
            }
            before = decrement;
        }
    }

    /// <summary>
    /// Which coefficients have no finite estimate: where some direction makes no row's class less likely against another, and one more so.
    /// </summary>
    public Separation? FindSeparation()
    {
        int n = columns.RowCount, p = columns.Count, pairs = classes - 1;
        var design = new Matrix<double>(ParameterCount, n * pairs);
        for (int i = 0; i < n; i++)
        {
            int next = i * pairs;
            for (int k = 0; k < classes; k++)
            {
                for (int j = 0; j < p && k != labels[i]; j++)
                {
                    Add(design, labels[i], j, next, raw[j, i]);
                    Add(design, k, j, next, -raw[j, i]);
                }
                next += k == labels[i] ? 0 : 1;
            }
        }
        int[] pulls = new int[n * pairs];
        Array.Fill(pulls, 1);
        return Separation.Find(design, pulls);
    }

    /// <summary>In the user's units, a row for each class but the reference.</summary>
    public Matrix<double> Coefficients()
    {
        DoubleDouble[][] rows = [.. _others.Select((_, a) => columns.ToUnits(_theta.AsSpan(a * columns.Count, columns.Count), columns.Count))];
        return Matrix.Create(rows.Length, columns.Count, (a, j) => rows[a][j].High);
    }

    /// <summary>√ of the diagonal of the inverse information, in the user's units.</summary>
    public Matrix<double> Errors()
    {
        int p = columns.Count, all = ParameterCount;
        var squares = new double[_others.Length, p];
        for (int k = 0; k < all; k++)
        {
            // R⁻¹·e: one vector of a root of the inverse
            var unit = new DoubleDouble[all];
            unit[k] = DoubleDouble.One;
            DoubleDouble[] vector = _information!.SolveTriangle(unit);
            for (int a = 0; a < _others.Length; a++)
            {
                DoubleDouble[] inUnits = columns.ToUnits(vector.AsSpan(a * p, p), p);
                for (int j = 0; j < p; j++)
                {
                    squares[a, j] += inUnits[j].High * inUnits[j].High;
                }
            }
        }
        return Matrix.Create(_others.Length, p, (a, j) => Math.Sqrt(squares[a, j]));
    }

    /// <summary>The probabilities at a row in the user's units.</summary>
    public double[] Probabilities(ReadOnlySpan<double> row)
    {
        DoubleDouble[] z = columns.FromUnits(row);
        double[] eta = new double[classes];
        for (int a = 0; a < _others.Length; a++)
        {
            eta[_others[a]] = Product(z, a).High;
        }
        double largest = eta.Max(), sum = eta.Sum(e => Math.Exp(e - largest));
        return [.. eta.Select(e => Math.Exp(e - largest) / sum)];
    }

    private void Add(Matrix<double> design, int label, int column, int row, double value)
    {
        int block = Array.IndexOf(_others, label);
        if (block >= 0)
        {
            design[(block * columns.Count) + column, row] = value;
        }
    }

    private DoubleDouble Product(DoubleDouble[] z, int block) => DoubleDouble.Dot(_theta.AsSpan(block * z.Length, z.Length), z);

    /// <summary>The log-likelihood and the probabilities, a row for each class.</summary>
    private double Evaluate(DoubleDouble[] theta, out double[,] probabilities)
    {
        int n = columns.RowCount;
        probabilities = new double[classes, n];
        double[] eta = new double[classes];
        DoubleDouble total = DoubleDouble.Zero;
        for (int i = 0; i < n; i++)
        {
            for (int a = 0; a < _others.Length; a++)
            {
                DoubleDouble sum = DoubleDouble.Zero;
                for (int j = 0; j < columns.Count; j++)
                {
                    sum += theta[(a * columns.Count) + j] * columns[i, j];
                }
                eta[_others[a]] = sum.High;
            }
            double largest = eta.Max(), exponentials = eta.Sum(e => Math.Exp(e - largest));
            for (int k = 0; k < classes; k++)
            {
                probabilities[k, i] = Math.Exp(eta[k] - largest) / exponentials;
            }
            total += eta[labels[i]] - largest - Math.Log(exponentials);
        }
        return total.High;
    }

    /// <summary>Cholesky's factor of the information: blocks Σ pₐ·(δₐᵦ − pᵦ)·z·zᵀ.</summary>
    private bool Factor()
    {
        int p = columns.Count, n = columns.RowCount;
        var information = new DoubleDouble[ParameterCount, ParameterCount];
        double[] weights = new double[n];
        for (int a = 0; a < _others.Length; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                for (int i = 0; i < n; i++)
                {
                    double pa = _probabilities[_others[a], i], pb = _probabilities[_others[b], i];
                    weights[i] = a == b ? pa * Rest(_others[a], i) : -pa * pb;
                }
                DoubleDouble[,] block = columns.Low is null ? WeightedProducts.InDouble(columns, weights) : WeightedProducts.Doubled(columns, weights);
                for (int j = 0; j < p; j++)
                {
                    for (int k = 0; k < p; k++)
                    {
                        information[(a * p) + j, (b * p) + k] = k <= j ? block[j, k] : block[k, j];
                    }
                }
            }
        }
        Information? factor = Information.Factor(information, 1e-13);
        _information = factor ?? _information;
        return factor is not null;
    }

    /// <summary>1 − p of a class, without the difference.</summary>
    private double Rest(int excluded, int row)
    {
        double sum = 0;
        for (int k = 0; k < classes; k++)
        {
            sum += k == excluded ? 0 : _probabilities[k, row];
        }
        return sum;
    }

    private (DoubleDouble[] Step, double Decrement) Step()
    {
        int p = columns.Count, n = columns.RowCount;
        var gradient = new DoubleDouble[ParameterCount];
        double[] score = new double[n], none = new double[n];
        for (int a = 0; a < _others.Length; a++)
        {
            for (int i = 0; i < n; i++)
            {
                score[i] = labels[i] == _others[a] ? Rest(_others[a], i) : -_probabilities[_others[a], i];
            }
            for (int j = 0; j < p; j++)
            {
                gradient[(a * p) + j] = DoubledVectors.Dot(score, none, columns.High.Row(j), columns.Low is null ? none : columns.Low.Row(j));
            }
        }
        DoubleDouble[] half = _information!.SolveTransposed(gradient);
        return (_information.SolveTriangle(half), Math.Sqrt(half.Sum(v => v.High * v.High)));
    }

    private bool Move(DoubleDouble[] step, double decrement)
    {
        double length = 1;
        for (int i = 0; i < 50; i++)
        {
            DoubleDouble[] theta = [.. _theta.Select((t, j) => t + (step[j] * length))];
            double value = Evaluate(theta, out double[,] probabilities);
            if (value >= LogLikelihood - (1e-12 * Math.Abs(LogLikelihood)) || (decrement < 1e-5 && double.IsFinite(value)))
            {
                (_theta, _probabilities, LogLikelihood) = (theta, probabilities, value);
                return true;
            }
            length /= 2;
        }
        return false;
    }

    private bool IsEndless()
    {
        double smallest = 1;
        for (int i = 0; i < labels.Length; i++)
        {
            smallest = Math.Min(smallest, Rest(labels[i], i));
        }
        return smallest < Math.Exp(-Endless);
    }
}
