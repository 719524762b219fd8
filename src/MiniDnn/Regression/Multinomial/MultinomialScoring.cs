namespace MiniDnn;

/// <summary>Newton's method for several classes at once, until the step is rounding.</summary>
internal sealed class MultinomialScoring(MultinomialProblem problem)
{
    private const int MaxIterations = 200;

    // more would not change θ
    private const int MaxHalvings = 60;

    /// <summary>So small a probability may be that of a class which is separated.</summary>
    private const double Suspicion = 1e-7;

    /// <summary>Where classes are separated, each step takes a probability to 1/e of it; elsewhere it changes less and less.</summary>
    private const double Endless = 0.5;

    /// <summary>The point that was reached.</summary>
    public MultinomialPoint Point { get; private set; } = null!;

    public int Iterations { get; private set; }

    public bool HasConverged { get; private set; }

    /// <summary>
    /// The largest share by which the last step would change the probability of a class that a row does not have: below 1 it proves that
    /// rows overlap, for then those probabilities make the score exactly 0.
    /// </summary>
    public double LargestChange { get; private set; } = double.PositiveInfinity;

    /// <summary>The factor of the information at the point; null where that is singular.</summary>
    public Information? Information { get; private set; }

    /// <summary>Searches from equal probabilities.</summary>
    /// <param name="stopsAtSuspicion">Whether to end where classes may be separated.</param>
    public void Run(bool stopsAtSuspicion)
    {
        Point = problem.Evaluate(new DoubleDouble[problem.ParameterCount]);
        double before = double.PositiveInfinity, error = Math.Sqrt(problem.Weights.Max());
        for (; Iterations < MaxIterations; Iterations++)
        {
            Information = MultinomialInformation.At(problem, Point);
            if (Information is null)
            {
                return;
            }
            (DoubleDouble[] step, double decrement) = Step();
            // rounding, or so small that a step which no longer shrinks is rounding
            HasConverged = decrement <= 1e-15 * error || (decrement <= 1e-7 * error && decrement > before / 4);
            bool isSuspicious = Measure(step);
            if ((stopsAtSuspicion && isSuspicious && !HasConverged) || !Move(step, decrement))
            {
                return;
            }
            if (HasConverged)
            {
                Information = MultinomialInformation.At(problem, Point);
                HasConverged = Information is not null;
                return;
            }
            before = decrement;
        }
    }

    /// <summary>θ with zeros for what is not searched for.</summary>
    public DoubleDouble[] Expand(DoubleDouble[] kept)
    {
        var theta = new DoubleDouble[problem.ParameterCount];
        for (int k = 0; k < kept.Length; k++)
        {
            theta[problem.Kept[k]] = kept[k];
        }
        return theta;
    }

    private (DoubleDouble[] Step, double Decrement) Step()
    {
        DoubleDouble[] gradient = problem.Gradient(Point);
        DoubleDouble[] half = Information!.SolveTransposed([.. problem.Kept.Select(k => gradient[k])]);
        return (Expand(Information.SolveTriangle(half)), Math.Sqrt(half.Sum(v => v.High * v.High)));
    }

    /// <summary>Takes <see cref="LargestChange"/> of a step; true where it looks as if it went on without end.</summary>
    private bool Measure(DoubleDouble[] step)
    {
        int p = problem.Columns.Count;
        double[][] change = [.. Enumerable.Range(0, problem.ClassCount).Select(_ => new double[problem.RowCount])];
        for (int a = 0; a < problem.Others.Length; a++)
        {
            problem.Multiply(step.AsSpan(a * p, p), change[problem.Others[a]], null);
        }
        (LargestChange, bool isSuspicious) = (0, false);
        for (int i = 0; i < problem.RowCount; i++)
        {
            double mean = 0;
            for (int k = 0; k < change.Length; k++)
            {
                mean += Point.Probabilities[k, i] * change[k][i];
            }
            for (int k = 0; k < change.Length; k++)
            {
                if (k != problem.Labels[i] && problem.IsOpen(k, i))
                {
                    double share = Math.Abs(change[k][i] - mean);
                    LargestChange = double.IsNaN(share) ? double.PositiveInfinity : Math.Max(LargestChange, share);
                    isSuspicious |= share > Endless && Point.Probabilities[k, i] < Suspicion;
                }
            }
        }
        return isSuspicious;
    }

    /// <summary>Takes a step, halved until the likelihood does not fall.</summary>
    private bool Move(DoubleDouble[] step, double decrement)
    {
        double length = 1, allowed = Point.LogLikelihood - (1e-12 * Math.Abs(Point.LogLikelihood));
        for (int i = 0; i < MaxHalvings; i++)
        {
            MultinomialPoint next = problem.Evaluate([.. Point.Theta.Select((t, j) => t + (step[j] * length))]);
            // of so short a step the likelihood says nothing but rounding
            if (next.LogLikelihood >= allowed || (decrement < 1e-5 && double.IsFinite(next.LogLikelihood)))
            {
                Point = next;
                return true;
            }
            length /= 2;
        }
        return false;
    }
}
