using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniDnn.Tests;

/// <summary>Holds that the vector path asked for is the one that runs: a setting that is ignored would leave a path untested.</summary>
internal sealed class SimdTests
{
    /// <summary>What a setting of the runtime allows at most, in bits.</summary>
    private static readonly (string Setting, int Bits)[] Limits = [("EnableHWIntrinsic", 0), ("EnableAVX", 128), ("EnableAVX2", 128), ("EnableAVX512", 256)];

    [Test]
    public void The_path_asked_for_is_the_one_that_runs()
    {
        int allowed = Limits.Where(limit => Environment.GetEnvironmentVariable("DOTNET_" + limit.Setting) == "0").Select(limit => limit.Bits).DefaultIfEmpty(512).Min();
        int expected = Math.Min(allowed, BitsOfProcessor());
        Assert.That(Simd.Lanes<float>(), Is.EqualTo(Math.Max(1, expected / 32)));
        Assert.That(Simd.Lanes<double>(), Is.EqualTo(Math.Max(1, expected / 64)));
        Assert.That(Simd.Lanes<Half>(), Is.EqualTo(1));
        TestContext.Out.WriteLine($"vectors of {expected} bits");
    }

    /// <summary>A continuous-integration step names the path that it means to test.</summary>
    [Test]
    public void The_path_is_the_one_that_the_run_is_meant_for()
    {
        string? meant = Environment.GetEnvironmentVariable("MINIDNN_EXPECTED_LANES");
        Assert.That(meant ?? $"{Simd.Lanes<float>()}", Is.EqualTo($"{Simd.Lanes<float>()}"));
    }

    [Test]
    public void The_dispatch_runs_what_the_processor_has()
    {
        var seen = new List<int>();
        Assert.That(Simd.Run<Probe<float>, float>(new(seen)), Is.EqualTo(1f));
        Assert.That(seen, Is.EqualTo([Simd.Lanes<float>()]));
    }

    /// <summary>From what the operating system says, where it says it; the runtime's own answer would hide a setting that it ignores.</summary>
    private static int BitsOfProcessor()
    {
        const string Cpu = "/proc/cpuinfo";
        if (!OperatingSystem.IsLinux() || !X86Base.IsSupported && Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") != "0" || !File.Exists(Cpu))
        {
            return Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        }
        string[] flags = (File.ReadLines(Cpu).FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "").Split(' ');
        return flags.Contains("avx512f") && flags.Contains("avx512vl") && flags.Contains("avx512dq") ? 512 : flags.Contains("avx2") ? 256 : flags.Contains("sse2") ? 128 : 0;
    }

    private readonly struct Probe<T>(List<int> seen) : ISimdLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Run<TSimd, TVector>()
            where TSimd : ISimd<TVector, T>
            where TVector : unmanaged
        {
            seen.Add(TSimd.Count);
            return T.One;
        }
    }
}
