namespace MiniDnn;

/// <summary>The checked data of a generalised linear model: all rows, and those that count.</summary>
internal sealed class GeneralizedData
{
    private const string Operation = "Fit", Counts = "0 or more, and finite";

    private readonly double[]? _weights, _trials;

    public GeneralizedData(Matrix<double> x, double[] y, Family family, GeneralizedLinearOptions options)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Throw.IfLengthIsNot(Operation, nameof(y), y.Length, x.RowCount, "one for each row of x");
        (TotalRowCount, Family, Options, Link) = (x.RowCount, family, options, LinkOf(family, options.Link));
        int n = x.RowCount;
        _weights = options.Weights is null ? null : GeneralizedRows.Copy(options.Weights, nameof(options.Weights), n, 1, Counts, IsCount);
        _trials = options.Trials is null ? null : GeneralizedRows.Copy(options.Trials, nameof(options.Trials), n, 1, Counts, IsCount);
        Offset = GeneralizedRows.Copy(
            options.Offset, nameof(options.Offset), n, 0, "finite; the logarithm of an exposure that is not positive is not",
            double.IsFinite);
        if (options.Trials is not null && family != Family.Binomial)
        {
            Throw.Argument(nameof(options), $"{Operation}: Trials belong to the binomial family; this is {family}.");
        }
        Y = [.. y];
        Counted = Count(n);
        if (Counted.Length == 0)
        {
            Throw.Argument(nameof(x), $"{Operation}: none of {n} rows counts; at least one must have a positive weight and trials.");
        }
        if (x.ColumnCount == 0 && !options.Intercept)
        {
            Throw.Argument(nameof(x), $"{Operation}: x has no columns and there is no intercept; there is nothing to fit.");
        }
        CheckResponse();
        ModelShape.CheckNames(Operation, options.PredictorNames, x.ColumnCount, nameof(options.PredictorNames));
        Shape = new(x.ColumnCount, 1, options.Intercept, options.PredictorNames);
        Likelihood = new(
            GeneralizedRows.Design(x, options.Intercept, Counted), options.Intercept, Observe(),
            CountedOf(Offset)!, options.Offset is null ? CountedOf(Offset)! : new double[Counted.Length],
            MiniDnn.Likelihood.Create(family, Link), options.Ridge);
        RowCount = options.WeightsAreFrequencies ? Counted.Sum(i => Weights[i]) : Counted.Length;
    }

    /// <summary>The number of rows, those of weight 0 included.</summary>
    public int TotalRowCount { get; }

    public Family Family { get; }

    public Link Link { get; }

    public GeneralizedLinearOptions Options { get; }

    /// <summary>That of all rows.</summary>
    public double[] Offset { get; }

    /// <summary>The response of all rows, as it was given.</summary>
    public double[] Y { get; }

    /// <summary>The weights of all rows, 1 where none were given.</summary>
    public double[] Weights => _weights ?? Ones();

    /// <summary>The trials of all rows, 1 where none were given.</summary>
    public double[] Trials => _trials ?? Ones();

    /// <summary>The rows of a positive weight.</summary>
    public int[] Counted { get; }

    /// <summary>How many observations they stand for.</summary>
    public double RowCount { get; }

    public ModelShape Shape { get; }

    /// <summary>The rows that count.</summary>
    public LikelihoodData Likelihood { get; }

    /// <summary>Some of the predictors with the same data.</summary>
    public GeneralizedData Part(int[] predictors) => new(
        GeneralizedRows.Predictors(Likelihood.Columns, Shape, Counted, TotalRowCount).SelectColumns(predictors), Y, Family, Options with
        {
            Link = Link,
            Weights = Weights,
            Trials = Family == Family.Binomial ? Trials : null,
            Offset = Offset,
            PredictorNames = [.. predictors.Select(j => Shape.PredictorNames[j])],
        });

    /// <summary>The links of a family, the canonical one first.</summary>
    private static Link[] LinksOf(Family family) => family switch
    {
        Family.Gaussian => [MiniDnn.Link.Identity, MiniDnn.Link.Log, MiniDnn.Link.Inverse],
        Family.Binomial => [MiniDnn.Link.Logit, MiniDnn.Link.Probit, MiniDnn.Link.ComplementaryLogLog],
        Family.Poisson => [MiniDnn.Link.Log, MiniDnn.Link.Identity, MiniDnn.Link.SquareRoot],
        Family.Gamma => [MiniDnn.Link.Inverse, MiniDnn.Link.Log, MiniDnn.Link.Identity],
        Family.InverseGaussian => [MiniDnn.Link.InverseSquare, MiniDnn.Link.Inverse, MiniDnn.Link.Log, MiniDnn.Link.Identity],
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, $"{Operation}: there is no such family."),
    };

    private static Link LinkOf(Family family, Link? given)
    {
        Link[] links = LinksOf(family);
        if (given is { } link && !links.Contains(link))
        {
            Throw.Argument("options", $"{Operation}: the {family} family has no link {link}; it has {string.Join(", ", links)}.");
        }
        return given ?? links[0];
    }

    private static bool IsCount(double value) => value >= 0 && double.IsFinite(value);

    private int[] Count(int rowCount)
    {
        int[] counted = new int[rowCount];
        int count = 0;
        for (int i = 0; i < rowCount; i++)
        {
            counted[count] = i;
            count += (_weights is null || _weights[i] > 0) && (_trials is null || _trials[i] > 0) ? 1 : 0;
        }
        return count == counted.Length ? counted : counted[..count];
    }

    private Observations Observe() => new(
        CountedOf(Y)!, CountedOf(_trials), CountedOf(_weights), Family == Family.Binomial);

    private double[]? CountedOf(double[]? values)
        => values is null || Counted.Length == values.Length ? values : [.. Counted.Select(i => values[i])];

    private double[] Ones()
    {
        double[] ones = new double[TotalRowCount];
        Array.Fill(ones, 1);
        return ones;
    }

    private void CheckResponse()
    {
        foreach (int i in Counted)
        {
            double y = Y[i], trials = _trials is null ? 1 : _trials[i];
            bool isRight = Family switch
            {
                Family.Gaussian => double.IsFinite(y),
                Family.Binomial => y >= 0 && y <= trials,
                Family.Poisson => y >= 0 && double.IsFinite(y),
                _ => y > 0 && double.IsFinite(y),
            };
            if (!isRight)
            {
                Refuse(y, trials, i);
            }
        }
    }

    private void Refuse(double y, double trials, int row)
    {
        string expected = Family switch
        {
            Family.Gaussian => "finite",
            Family.Binomial => Options.Trials is null ? "from 0 to 1" : $"from 0 to {trials}, the number of trials",
            Family.Poisson => "0 or more, and finite",
            _ => "positive and finite",
        };
        Throw.Argument("y", $"{Operation}: y[{row}] is {y}; for the {Family} family every value must be {expected}, or its row have weight 0.");
    }
}
