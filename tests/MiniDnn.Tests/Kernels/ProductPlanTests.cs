namespace MiniDnn.Tests;

/// <summary>The parts into which a product is cut: together all of C, each element once, and nothing beyond.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed unsafe class ProductPlanTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A part ends at a multiple of a cache line or of a tile, which must not lie behind the last row or column.</summary>
    [Test]
    public void Parts_follow_each_other_from_the_first_element_to_the_last()
    {
        int cut = 0;
        foreach (int depth in new[] { 1, 1_000, 20_000, 1_000_000, int.MaxValue })
        {
            for (int longer = 1; longer <= 140; longer++)
            {
                for (int shorter = 1; shorter <= longer; shorter += 1 + (shorter / 5))
                {
                    cut += CheckParts(shorter, longer, depth) + CheckParts(longer, shorter, depth);
                }
            }
        }
        Assert.That(cut, Is.GreaterThan(0).Or.EqualTo(Workers.MaxThreads - 1), "no product was cut into parts");
    }

    /// <summary>Checks one product, and says whether it has parts.</summary>
    private static int CheckParts(int m, int n, int k)
    {
        // only addresses are computed from the operands, so they may lie anywhere
        var product = new Product<T>
        {
            M = m,
            N = n,
            K = k,
            A = null,
            ARow = k,
            AColumn = 1,
            TransposesA = false,
            B = null,
            BRow = n,
            BColumn = 1,
            TransposesB = false,
            C = null,
            CRow = n,
            Epilogue = default,
        };
        var plan = ProductPlan.For(&product, threads: null);
        int next = 0;
        for (int part = 0; plan.Parts > 1 && part < plan.Parts; part++)
        {
            Product<T> block = plan.Part(&product, part);
            Assert.That(plan.ByColumns ? block.M : block.N, Is.EqualTo(plan.ByColumns ? m : n));
            Assert.That((long)block.C, Is.EqualTo((long)next * (plan.ByColumns ? 1 : n) * sizeof(T)), $"{m}×{n}×{k}: part {part}");
            int size = plan.ByColumns ? block.N : block.M;
            Assert.That(size, Is.InRange(0, (plan.ByColumns ? n : m) - next), $"{m}×{n}×{k}: part {part}");
            next += size;
        }
        Assert.That(next, Is.EqualTo(plan.Parts == 1 ? 0 : plan.ByColumns ? n : m), $"{m}×{n}×{k} in {plan.Parts} parts");
        return plan.Parts > 1 ? 1 : 0;
    }
}
