namespace MiniDnn;

/// <summary>
/// Which classes are separated in which rows: where some direction makes no row's class less likely against another, and one more so.
/// </summary>
internal sealed class MultinomialSeparation
{
    private readonly bool[,] _closed;

    private MultinomialSeparation(bool[,] closed, int[] signs) => (_closed, Signs) = (closed, signs);

    /// <summary>For each coefficient of independent columns, class by class: as <see cref="Separation.Signs"/>.</summary>
    public int[] Signs { get; }

    /// <summary>Rows of which a class is closed, and of those whether none is open but their own.</summary>
    public (int Some, int All) CountRows()
    {
        (int some, int all) = (0, 0);
        for (int i = 0; i < _closed.GetLength(1); i++)
        {
            int closed = Enumerable.Range(0, _closed.GetLength(0)).Count(k => _closed[k, i]);
            some += closed > 0 ? 1 : 0;
            all += closed == _closed.GetLength(0) - 1 ? 1 : 0;
        }
        return (some, all);
    }

    /// <summary>Finds the separation of a design; null where there is none.</summary>
    /// <param name="problem">With independent columns.</param>
    /// <param name="raw">The design in the user's units.</param>
    public static MultinomialSeparation? Find(MultinomialProblem problem, Matrix<double> raw)
    {
        Matrix<double> columns = raw.SelectRows(problem.Columns.Parameters);
        int n = problem.RowCount, p = columns.RowCount, pairs = problem.Others.Length;
        var design = new Matrix<double>(problem.ParameterCount, n * pairs);
        for (int i = 0; i < n; i++)
        {
            for (int t = 0; t < pairs; t++)
            {
                int own = Array.IndexOf(problem.Others, problem.Labels[i]), other = Array.IndexOf(problem.Others, Rival(problem, i, t));
                for (int j = 0; j < p; j++)
                {
                    if (own >= 0)
                    {
                        design[(own * p) + j, (i * pairs) + t] = columns[j, i];
                    }
                    if (other >= 0)
                    {
                        design[(other * p) + j, (i * pairs) + t] = -columns[j, i];
                    }
                }
            }
        }
        int[] pulls = new int[n * pairs];
        Array.Fill(pulls, 1);
        if (Separation.Find(design, pulls) is not { } separation)
        {
            return null;
        }
        bool[,] closed = new bool[problem.ClassCount, n];
        for (int t = 0; t < n * pairs; t++)
        {
            closed[Rival(problem, t / pairs, t % pairs), t / pairs] = separation.IsSeparated[t];
        }
        return new(closed, separation.Signs);
    }

    /// <summary>
    /// The problem in the limit: a class that is separated from a row's own can't be that row's, and coefficients that nothing is left to
    /// determine are held at 0.
    /// </summary>
    public MultinomialProblem CloseIn(MultinomialProblem problem)
    {
        MultinomialProblem closed = problem with { Closed = _closed };
        return closed with { Kept = MultinomialInformation.Independent(closed) };
    }

    /// <summary>The t-th class that a row does not have.</summary>
    private static int Rival(MultinomialProblem problem, int row, int t) => t < problem.Labels[row] ? t : t + 1;
}
