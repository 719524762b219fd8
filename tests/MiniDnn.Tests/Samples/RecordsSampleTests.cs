using System.Reflection;

namespace MiniDnn.Tests;

/// <summary>Runs the sample of records on both kinds of files.</summary>
[Category("Slow")]
internal sealed class RecordsSampleTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("minidnn-records").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Csv_and_Parquet_give_the_same_model()
    {
        string cars = RepositoryRoot.Combine("samples", "Records", "data", "cars.csv"), parquet = Path.Combine(_folder, "cars.parquet");
        string first = Run(cars, parquet), second = Run(parquet);
        Assert.That(first, Does.Contain("Cylinders[6]:Gearbox[automatic]   2.94578     2.62186").And.Contain("27.6 miles per gallon"));
        Assert.That(first, Does.StartWith(second.TrimEnd()));
    }

    [Test]
    public void Records_with_gaps_are_left_out_and_counted()
    {
        string path = Path.Combine(_folder, "gaps.csv");
        string[] lines = File.ReadAllLines(RepositoryRoot.Combine("samples", "Records", "data", "cars.csv"));
        File.WriteAllLines(path, [.. lines, "21,,100,4,manual", "20,3,100,6,", ",3,100,6,manual"]);
        Assert.That(Run(path), Does.Contain("Note: 3 of 35 records were left out, for they have missing values: Weight in 1, Gearbox in 1, Mpg in 1.")
            .And.Contain("(32 rows)"));
    }

    private static string Run(params string[] arguments)
    {
        string configuration = typeof(RecordsSampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string program = Path.Combine("samples", "Records", "bin", configuration, "net10.0", "Records.dll");
        return Tool.RunOrFail(RepositoryRoot.Path, "dotnet", [program, .. arguments]);
    }
}
