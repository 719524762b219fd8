using BenchmarkDotNet.Running;
using MiniDnn.Benchmarks;

// guard        ratios against bounds, exits non-zero when one is broken
// matmul       the table of matrix products beside its yardsticks
// cold         the first product of a fresh process
// steps        training steps and predictions beside Math.NET and plain loops
// activations  functions of single numbers beside TensorPrimitives and a copy
// decompositions  pseudo-inverse, SVD and QR beside Math.NET
// fits         least squares beside Math.NET
// logistic     logistic regression beside Newton's method on Math.NET
// accumulator  100 million rows through an accumulator against the closed form
// compare      an earlier build of the library beside the present one
// nist         digits of agreement with NIST's certified coefficients beside Math.NET
// otherwise    BenchmarkDotNet's own options, for example --filter '*MatMul*'
string[] rest = args.Length > 0 ? args[1..] : [];
return args.FirstOrDefault() switch
{
    "guard" => BenchmarkGuard.Run(rest),
    "matmul" => MatMulTable.Run(rest),
    "activations" => ActivationTable.Run(rest),
    "decompositions" => DecompositionTable.Run(rest),
    "fits" => FitTable.Run(rest),
    "logistic" => LogisticTable.Run(rest),
    "cold" => ColdStart.Run(rest),
    "accumulator" => AccumulatorRun.Run(rest),
    "nist" => NistTable.Run(rest),
    "steps" => StepTable.Run(rest),
    "compare" => CompareCommand.Run(rest),
    _ => RunBenchmarkDotNet(args),
};

static int RunBenchmarkDotNet(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(MatMulTable).Assembly).Run(args);
    return 0;
}
