using System.Xml.Linq;

namespace MiniDnn.Tests;

/// <summary>Runs every example of the reference, the XML documentation that the package ships: each stands alone.</summary>
[Category("Slow")]
[NonParallelizable]
[SetCulture("")]
internal sealed class ReferenceExampleTests
{
    /// <summary>What a user starts from.</summary>
    private static readonly Type[] MainTypes =
    [
        typeof(Matrix<>), typeof(MatrixSpan<>), typeof(ReadOnlyMatrixSpan<>), typeof(SeededRandom),
        typeof(QrDecomposition<>), typeof(SingularValueDecomposition<>), typeof(CholeskyDecomposition<>), typeof(LuDecomposition<>),
        typeof(StandardScaler<>), typeof(MinMaxScaler<>), typeof(OneHot), typeof(LabelEncoder<>), typeof(TrainTestSplit), typeof(KFold), typeof(ConfusionMatrix),
        typeof(GradientDescent), typeof(Optimizer), typeof(LearningRateSchedule),
        typeof(NonlinearLeastSquares), typeof(Curve), typeof(LBfgs), typeof(RobustRegression), typeof(RobustModel), typeof(NonlinearModel<>), typeof(NonlinearModelSummary), typeof(NonlinearOptions<>), typeof(Distribution),
        typeof(GeneralizedLinearModel), typeof(GeneralizedLinearModelSummary), typeof(GeneralizedLinearModelDiagnostics), typeof(GeneralizedLinearOptions), typeof(MultinomialModel), typeof(MultinomialOptions), typeof(RegressionOptions<>),
        typeof(LeastSquares), typeof(LinearModel<>), typeof(LinearModelSummary<>), typeof(LinearModelDiagnostics<>), typeof(LeastSquaresOptions<>), typeof(LeastSquaresAccumulator<>),
        typeof(FeedForwardNetwork<>), typeof(Dense), typeof(Activation), typeof(Loss), typeof(TrainingOptions<>), typeof(Trainer<>), typeof(GradientCheck), typeof(DataSet<>), typeof(SampleShape), typeof(Dropout), typeof(BatchNorm), typeof(LayerNorm), typeof(Residual), typeof(Embedding), typeof(Flatten), typeof(Targets<>),
        typeof(SafeTensors),
    ];

    private static readonly Dictionary<string, string> Codes = XDocument.Load(Path.ChangeExtension(typeof(Matrix).Assembly.Location, ".xml"))
        .Descendants("member").Where(member => member.Element("example") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("example")!.Element("code")!.Value);

    public static IEnumerable<TestCaseData> Examples => Codes.Select(example => new TestCaseData(example.Value) { TestName = $"{{m}}({example.Key})" });

    private string _folder = "";
    private string _home = "";

    [SetUp]
    public void EnterAnEmptyFolder()
    {
        _home = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder = Directory.CreateTempSubdirectory("minidnn-example").FullName;
    }

    [TearDown]
    public void LeaveTheFolder()
    {
        Environment.CurrentDirectory = _home;
        Directory.Delete(_folder, recursive: true);
    }

    [TestCaseSource(nameof(Examples))]
    public async Task Examples_compile_run_and_print_what_they_promise(string code) => await Example.Run("using MiniDnn;\n" + code);

    [TestCaseSource(nameof(MainTypes))]
    public void Every_main_type_has_an_example(Type type) => Assert.That(Codes, Does.ContainKey("T:" + type.FullName));
}
