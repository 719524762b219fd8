namespace MiniDnn;

/// <summary>How the levels of a category become columns.</summary>
public enum CategoryCoding
{
    /// <summary>
    /// A column of 0 and 1 for each level but the reference: a coefficient is the difference from the reference. R's contr.treatment.
    /// </summary>
    Treatment,

    /// <summary>
    /// A column for each level but the last, which has −1 in all of them: a coefficient is the difference from the mean of the levels.
    /// R's contr.sum.
    /// </summary>
    Sum,
}
