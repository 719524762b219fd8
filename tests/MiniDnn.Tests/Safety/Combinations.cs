namespace MiniDnn.Tests;

/// <summary>All combinations of choices.</summary>
internal static class Combinations
{
    /// <summary>Goes on to the next combination, the last choice changing fastest.</summary>
    /// <param name="choice">The present choices, all 0 at first.</param>
    /// <param name="counts">How many there are of each.</param>
    /// <returns>False behind the last.</returns>
    public static bool Next(int[] choice, IReadOnlyList<int> counts)
    {
        int i = choice.Length - 1;
        while (i >= 0 && ++choice[i] == counts[i])
        {
            choice[i--] = 0;
        }
        return i >= 0;
    }
}
