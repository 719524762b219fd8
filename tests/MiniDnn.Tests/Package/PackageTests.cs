using System.IO.Compression;
using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace MiniDnn.Tests;

/// <summary>Packs the library and uses it from there as a stranger would: from the package alone, and published with NativeAOT.</summary>
[Category("Package")]
internal sealed class PackageTests
{
    // A version of its own, so that no package of an earlier run is taken from a cache
    private readonly string _version = $"0.0.0-test{DateTime.UtcNow:yyyyMMddHHmmss}";
    private string _folder = "";

    private static string MachinePackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Configuration => typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [OneTimeSetUp]
    public void Pack()
    {
        _folder = Directory.CreateTempSubdirectory("minidnn-package").FullName;
        Tool.RunOrFail(RepositoryRoot.Path, "dotnet", "pack", "src/MiniDnn", "--no-build", "-c", Configuration, "-o", Path.Combine(_folder, "packages"), $"-p:PackageVersion={_version}");
        Tool.RunOrFail(WriteConsumer("net10.0"), "dotnet", "restore");
    }

    [OneTimeTearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_package_holds_readme_licence_documentation_and_one_dependency()
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(_folder, "packages", $"MiniDnn.{_version}.nupkg"));
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.That(files, Is.SupersetOf(["README.md", "lib/net10.0/MiniDnn.dll", "lib/net10.0/MiniDnn.xml", "buildTransitive/net10.0/MiniDnn.targets"]));
        XDocument nuspec = XDocument.Load(package.GetEntry("MiniDnn.nuspec")!.Open());
        XNamespace ns = nuspec.Root!.Name.Namespace;
        Assert.That(nuspec.Descendants(ns + "dependency").Select(d => d.Attribute("id")!.Value), Is.EqualTo(["System.Numerics.Tensors"]));
        Assert.That(nuspec.Descendants(ns + "license").Single().Value, Is.EqualTo("MIT"));
        Assert.That(nuspec.Descendants(ns + "tags").Single().Value, Does.Contain("least-squares"));
        Assert.That(nuspec.Descendants(ns + "readme").Single().Value, Is.EqualTo("README.md"));
        Assert.That(Path.Combine(_folder, "packages", $"MiniDnn.{_version}.snupkg"), Does.Exist);
        using var image = new PEReader([.. ReadAll(package.GetEntry("lib/net10.0/MiniDnn.dll")!)]);
        Assert.That(image.ReadDebugDirectory().Select(entry => entry.Type), Does.Contain(DebugDirectoryEntryType.Reproducible), "deterministic");
    }

    [Test]
    public void A_program_that_references_the_package_alone_fits_a_line_and_a_network()
    {
        string output = Tool.RunOrFail(Consumer("net10.0"), "dotnet", "run", "-c", "Release");
        Assert.That(output.TrimEnd(), Does.EndWith("90.83 True"));
    }

    [Test]
    public void The_same_program_published_with_NativeAOT_has_no_warning_and_the_same_answer()
    {
        if (!HasLinker())
        {
            Assert.Ignore("NativeAOT needs a C linker (clang or gcc) and zlib's headers; this machine has none.");
        }
        string consumer = Consumer("net10.0");
        string output = Tool.RunOrFail(consumer, "dotnet", "publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true", "-o", "published",
            Exists("clang") ? "-p:CppCompilerAndLinker=clang" : "-p:CppCompilerAndLinker=gcc");
        Assert.That(output, Does.Not.Contain("warning IL").And.Not.Contain("error"));
        Assert.That(output.Contains("warning MINIDNN001", StringComparison.Ordinal), Is.EqualTo(RuntimeInformation.ProcessArchitecture == Architecture.X64), output);
        Assert.That(Tool.RunOrFail(consumer, Path.Combine(consumer, "published", "consumer")).TrimEnd(), Does.EndWith("90.83 True"));
    }

    [TestCase(true, "RuntimeIdentifier=linux-x64")]
    [TestCase(true, "RuntimeIdentifier=win-x64", "TreatWarningsAsErrors=true", "MSBuildTreatWarningsAsErrors=true")]
    [TestCase(true, "RuntimeIdentifier=")]
    [TestCase(false, "RuntimeIdentifier=linux-x64", "IlcInstructionSet=x86-64-v3")]
    [TestCase(false, "RuntimeIdentifier=linux-x64", "MiniDnnSuppressAotHint=true")]
    [TestCase(false, "RuntimeIdentifier=linux-x64", "NoWarn=MINIDNN001")]
    [TestCase(false, "RuntimeIdentifier=linux-arm64")]
    [TestCase(false, "RuntimeIdentifier=linux-x64", "PublishAot=false")]
    public void Publishing_with_NativeAOT_for_the_oldest_processors_is_remarked_and_stops_nothing(bool remarked, params string[] properties)
    {
        string consumer = Consumer("net10.0");
        string output = Tool.RunOrFail(consumer, "dotnet", ["msbuild", "-nologo", "-t:MiniDnnAotHint", "-p:PublishAot=true", .. properties.Select(property => "-p:" + property)]);
        Assert.That(output, remarked ? Does.Contain("warning MINIDNN001").And.Contain("<IlcInstructionSet>x86-64-v3</IlcInstructionSet>") : Is.Empty);
    }

    [TestCase("net8.0")]
    [TestCase("net9.0")]
    public void An_older_framework_is_refused_when_the_package_is_restored(string framework)
    {
        (int exitCode, string output) = Tool.Run(WriteConsumer(framework), "dotnet", "restore");
        Assert.That(exitCode, Is.Not.Zero, output);
        Assert.That(output, Does.Contain($"NU1202: Package MiniDnn {_version} is not compatible with {framework}"));
    }

    private string Consumer(string framework) => Path.Combine(_folder, framework);

    /// <summary>A program with a packages folder of its own, which takes from the machine's what others made and leaves nothing there.</summary>
    private string WriteConsumer(string framework)
    {
        string consumer = Directory.CreateDirectory(Consumer(framework)).FullName;
        File.WriteAllText(Path.Combine(consumer, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>{Path.Combine(_folder, "installed")}</RestorePackagesPath>
                <RestoreAdditionalProjectFallbackFolders>{MachinePackages}</RestoreAdditionalProjectFallbackFolders>
                <RestoreAdditionalProjectSources>{Path.Combine(_folder, "packages")}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <PropertyGroup Condition="'$(TargetFramework)' != 'net10.0'">
                <!-- The reference assemblies and the launcher of an older framework need not be had to be refused -->
                <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MiniDnn" Version="{_version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(consumer, "Program.cs"), """
            using MiniDnn;

            var line = LeastSquares.Fit([20.0, 30, 40], [30.0, 50, 80]);

            Matrix<float> x = [[0, 0], [0, 1], [1, 0], [1, 1]];
            Matrix<float> exclusiveOr = [[0], [1], [1], [0]];
            var network = new FeedForwardNetwork<float>(2, [new Dense(8, Activation.Tanh), new Dense(1, Activation.Sigmoid)], seed: 1);
            network.Train(x, exclusiveOr, new() { Loss = Loss.BinaryCrossEntropy, Optimizer = new Adam { LearningRate = 0.05 }, BatchSize = null, Epochs = 500 });
            bool learned = network.Evaluate(x, exclusiveOr, Loss.BinaryCrossEntropy).Accuracy == 1;

            var stream = new RecursiveLeastSquares(1, window: 3);
            stream.Add([20], 30);
            stream.Add([30], 50);
            stream.Add([40], 80);
            bool follows = Math.Abs(stream.Predict(45) - line.Predict(45)) < 1e-9;
            Console.WriteLine($"{line.Predict(45):F2} {learned && follows}");
            """);
        return consumer;
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using var memory = new MemoryStream();
        using Stream stream = entry.Open();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static bool HasLinker() => !OperatingSystem.IsLinux() || ((Exists("clang") || Exists("gcc")) && File.Exists("/usr/include/zlib.h"));

    private static bool Exists(string program)
        => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
