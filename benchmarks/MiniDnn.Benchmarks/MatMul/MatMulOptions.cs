namespace MiniDnn.Benchmarks;

/// <summary>What the command line of <c>matmul</c> asks for.</summary>
internal sealed record MatMulOptions(IReadOnlyList<ProductShape> Shapes, IReadOnlyList<int> Threads, IReadOnlyList<string> Types, bool Quick, IReadOnlyList<string>? Rivals, bool MklAsOnIntel)
{
    public const string Usage = """
        matmul [--shapes all|small] [--filter TEXT] [--threads 1,2] [--types float,double] [--rivals MKL,OpenBLAS,Math.NET,plain loop] [--quick] [--mkl-as-on-intel]
          --filter   only shapes whose section or sizes contain the text, for example 64x784 or Aᵀ
          --quick    short slices, few rounds; the native rivals only, unless others are named
          --mkl-as-on-intel  make MKL take the code that it keeps for Intel's processors
        """;

    public static MatMulOptions? Parse(string[] arguments)
    {
        var options = new MatMulOptions(ProductShape.All, [1, 2], ["float", "double"], Quick: false, Rivals: null, MklAsOnIntel: false);
        for (int i = 0; i < arguments.Length; i++)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    continue;
                case "--mkl-as-on-intel":
                    options = options with { MklAsOnIntel = true };
                    continue;
                case "--shapes":
                    options = options with { Shapes = value == "small" ? ProductShape.Few : ProductShape.All };
                    break;
                case "--filter":
                    string text = value.Replace('x', '×');
                    options = options with { Shapes = [.. options.Shapes.Where(s => s.Section.Contains(text) || s.ToString().Contains(text))] };
                    break;
                case "--threads":
                    options = options with { Threads = [.. value.Split(',').Select(int.Parse)] };
                    break;
                case "--types":
                    options = options with { Types = value.Split(',') };
                    break;
                case "--rivals":
                    options = options with { Rivals = value.Split(',') };
                    break;
                default:
                    Console.Error.WriteLine(Usage);
                    return null;
            }
            i++;
        }
        return options;
    }

    public MeasuringTime Time(int threads) => (Quick, threads) switch
    {
        (true, 1) => new(Rounds: 7, Slice: 0.001, Warm: 0.0002),
        (true, _) => new(Rounds: 5, Slice: 0.002, Warm: 0.005, Rest: 0.012),
        (false, 1) => new(Rounds: 15, Slice: 0.004, Warm: 0.001),
        (false, _) => new(Rounds: 11, Slice: 0.006, Warm: 0.02, Rest: 0.02),
    };

    /// <summary>The rivals of a run: the plain loop has one thread, and neither it nor Math.NET is quick.</summary>
    public bool Includes(Contender rival, int threads)
    {
        if (Rivals is not null)
        {
            return Rivals.Contains(rival.Name);
        }
        return rival is NativeBlas || (!Quick && (threads == 1 || rival is not PlainLoopContender));
    }
}
