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
