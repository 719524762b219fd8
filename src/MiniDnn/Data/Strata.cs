namespace MiniDnn;

/// <summary>Samples by class, for divisions that keep the shares of the classes.</summary>
internal static class Strata
{
    /// <summary>The samples of every class that occurs, classes in ascending order, in random order within each.</summary>
    public static int[][] Shuffled(ReadOnlySpan<int> labels, SeededRandom random)
    {
        if (labels.IsEmpty)
        {
            Throw.Argument(nameof(labels), "Stratified: labels is empty; there must be a sample.");
        }
        int[][] strata = ByClass(labels);
        foreach (int[] members in strata)
        {
            if (members.Length < 2)
            {
                Throw.Argument(nameof(labels), $"Stratified: class {labels[members[0]]} has a single sample; each class must have two or more.");
            }
            random.Shuffle(members.AsSpan());
        }
        return strata;
    }

    /// <summary>How many samples of each class make up so many in all: the same share of each, as nearly as whole numbers can.</summary>
    /// <remarks>
    /// By largest remainders (A. Hamilton, 1792), equal ones by lot. A class keeps one sample at least, and gives one at least where there
    /// are as many to give as classes.
    /// </remarks>
    public static int[] Allot(int[][] strata, int total, SeededRandom random)
    {
        long all = strata.Sum(members => (long)members.Length);
        int least = total >= strata.Length ? 1 : 0;
        int[] lots = [.. Enumerable.Range(0, strata.Length)];
        random.Shuffle(lots.AsSpan());
        int[] counts = [.. strata.Select(members => Math.Clamp((int)(members.Length * (long)total / all), least, members.Length - 1))];
        int missing = total - counts.Sum();
        bool isShort = missing > 0;
        int step = isShort ? 1 : -1;
        // first whose count is furthest below its share, or above it where too many were given; the lot decides between equals
        var queue = new PriorityQueue<int, (long, int)>();
        for (int k = 0; k < counts.Length && missing != 0; k++)
        {
            Enqueue(k);
        }
        for (; missing != 0 && queue.TryDequeue(out int k, out _); missing -= step)
        {
            counts[k] += step;
            Enqueue(k);
        }
        return counts;

        void Enqueue(int k)
        {
            if (isShort ? counts[k] < strata[k].Length - 1 : counts[k] > least)
            {
                queue.Enqueue(k, (step * ((counts[k] * all) - (strata[k].Length * (long)total)), lots[k]));
            }
        }
    }

    private static int[][] ByClass(ReadOnlySpan<int> labels)
    {
        var members = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
            {
                Throw.Argument(nameof(labels), $"Stratified: labels[{i}] is {labels[i]}; a label must be 0 or more.");
            }
            if (!members.TryGetValue(labels[i], out List<int>? list))
            {
                members[labels[i]] = list = [];
            }
            list.Add(i);
        }
        return [.. members.Values.Select(list => list.ToArray())];
    }
}
