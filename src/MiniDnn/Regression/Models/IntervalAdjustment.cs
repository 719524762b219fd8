namespace MiniDnn;

/// <summary>Whether each of several intervals covers its value at the level, or all do together.</summary>
public enum IntervalAdjustment
{
    /// <summary>Each interval by itself.</summary>
    None,

    /// <summary>
    /// All together, by giving each of k intervals the k-th part of what may miss (C. Bonferroni, 1936; O. J. Dunn, 1961).
    /// </summary>
    Bonferroni,

    /// <summary>All together, and with them every combination of the coefficients (H. Scheffé, 1953).</summary>
    Scheffe,
}
