using System.Numerics.Tensors;

namespace MiniDnn;

/// <summary>What a multinomial model maximises: block a of the coefficients θ is that of the a-th class but the reference.</summary>
/// <param name="Columns">The standard columns.</param>
/// <param name="Labels">The class of each row.</param>
/// <param name="Weights">The weight of each row.</param>
/// <param name="Others">The classes but the reference.</param>
internal sealed record MultinomialProblem(StandardColumns Columns, int[] Labels, double[] Weights, int[] Others)
{
    /// <summary>Classes that a row can't have, as [class, row]; null where all are open.</summary>
    public bool[,]? Closed { get; init; }

    /// <summary>The elements of θ that are searched for; the others are 0.</summary>
    public int[] Kept { get; init; } = [.. Enumerable.Range(0, Others.Length * Columns.Count)];

    public int RowCount => Labels.Length;

    public int ClassCount => Others.Length + 1;

    public int ParameterCount => Others.Length * Columns.Count;

    /// <summary>The log-likelihood and the probabilities at θ.</summary>
    public MultinomialPoint Evaluate(DoubleDouble[] theta)
    {
        int n = RowCount;
        var (high, low) = (new double[ClassCount][], new double[ClassCount][]);
        for (int k = 0; k < ClassCount; k++)
        {
            (high[k], low[k]) = (new double[n], new double[n]);
            int block = Array.IndexOf(Others, k);
            if (block >= 0)
            {
                Multiply(theta.AsSpan(block * Columns.Count, Columns.Count), high[k], low[k]);
            }
        }
        var point = new MultinomialPoint(theta, ClassCount, n);
        DoubleDouble total = DoubleDouble.Zero;
        double[] row = new double[ClassCount];
        for (int i = 0; i < n; i++)
        {
            total += Weights[i] * EvaluateRow(i, high, low, row);
            for (int k = 0; k < row.Length; k++)
            {
                point.Probabilities[k, i] = row[k];
            }
        }
        point.LogLikelihood = total.High;
        return point;
    }

    /// <summary>Adds Z·θ of one class.</summary>
    public void Multiply(ReadOnlySpan<DoubleDouble> theta, double[] high, double[]? low)
    {
        for (int j = 0; j < theta.Length; j++)
        {
            if (Columns.Low is null || low is null)
            {
                TensorPrimitives.MultiplyAdd(Columns.High.Row(j), theta[j].High, high, high);
            }
            else
            {
                DoubledVectors.AddScaled(theta[j], Columns.High.Row(j), Columns.Low.Row(j), high, low);
            }
        }
    }

    /// <summary>The derivative of the log-likelihood.</summary>
    public DoubleDouble[] Gradient(MultinomialPoint point)
    {
        var gradient = new DoubleDouble[ParameterCount];
        double[] score = new double[RowCount], none = new double[RowCount];
        for (int a = 0; a < Others.Length; a++)
        {
            for (int i = 0; i < score.Length; i++)
            {
                score[i] = Weights[i] * (Labels[i] == Others[a] ? point.Rest(Others[a], i) : -point.Probabilities[Others[a], i]);
            }
            for (int j = 0; j < Columns.Count; j++)
            {
                gradient[(a * Columns.Count) + j]
                    = DoubledVectors.Dot(score, none, Columns.High.Row(j), Columns.Low is null ? none : Columns.Low.Row(j));
            }
        }
        return gradient;
    }

    public bool IsOpen(int label, int row) => Closed is null || !Closed[label, row];

    /// <summary>The probabilities of a row; returns the logarithm of its own class's.</summary>
    private double EvaluateRow(int row, double[][] high, double[][] low, double[] probabilities)
    {
        int top = Labels[row];
        for (int k = 0; k < ClassCount; k++)
        {
            top = IsOpen(k, row) && high[k][row] > high[top][row] ? k : top;
        }
        DoubleDouble largest = new(high[top][row], low[top][row]);
        double rest = 0;
        for (int k = 0; k < ClassCount; k++)
        {
            DoubleDouble distance = new DoubleDouble(high[k][row], low[k][row]) - largest;
            probabilities[k] = IsOpen(k, row) ? Math.Exp(distance.High) * (1 + distance.Low) : 0;
            rest += k == top ? 0 : probabilities[k];
        }
        for (int k = 0; k < ClassCount; k++)
        {
            probabilities[k] /= 1 + rest;
        }
        double own = (new DoubleDouble(high[Labels[row]][row], low[Labels[row]][row]) - largest).High;
        return own - LogOnePlus(rest);
    }

    /// <summary>ln(1 + x), with all digits near 0.</summary>
    private static double LogOnePlus(double x) => x < 0.5 ? 2 * Math.Atanh(x / (2 + x)) : Math.Log(1 + x);
}

/// <summary>A multinomial likelihood at coefficients.</summary>
internal sealed class MultinomialPoint(DoubleDouble[] theta, int classCount, int rowCount)
{
    public DoubleDouble[] Theta => theta;

    /// <summary>As [class, row].</summary>
    public double[,] Probabilities { get; } = new double[classCount, rowCount];

    public double LogLikelihood { get; set; }

    /// <summary>1 − p of a class, without the difference.</summary>
    public double Rest(int excluded, int row)
    {
        double sum = 0;
        for (int k = 0; k < classCount; k++)
        {
            sum += k == excluded ? 0 : Probabilities[k, row];
        }
        return sum;
    }
}
