using System.Globalization;

namespace MiniDnn.Tests;

/// <summary>
/// Interrupts, threads that can't be had and memory that runs out while products, trainings and fits compute: each in a process of its own,
/// which must stay alive, give right results or the exception that says why there is none, and overwrite nothing.
/// </summary>
/// <remarks>With more calls: <c>dotnet MiniDnn.Tests.dll interrupts 1 1000</c>, likewise the others.</remarks>
[Platform("Linux")]
[Category("Slow")]
internal sealed class StressTests
{
    private const string HeapLimit = "0x6000000";

    [TestCase("interrupts", 150), TestCase("threads", 12), TestCase("memory", 150), TestCase("first-memory", 12)]
    public void Calls_give_a_result_or_say_why_there_is_none(string what, int count)
    {
        // what the runtime compiles again in the background needs threads and memory of its own
        (string, string)[] settings = [("DOTNET_TieredCompilation", "0"), ("DOTNET_PROCESSOR_COUNT", "4")];
        (string, string)[] limits = what.EndsWith("memory", StringComparison.Ordinal) ? [("DOTNET_GCHeapHardLimit", HeapLimit)] : [];
        ChildProcess.Run([], [.. settings, .. limits], [what, "1", count.ToString(CultureInfo.InvariantCulture)]);
    }
}
