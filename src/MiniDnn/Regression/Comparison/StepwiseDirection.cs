namespace MiniDnn;

/// <summary>Where a stepwise selection starts, and which steps it may take.</summary>
public enum StepwiseDirection
{
    /// <summary>From all terms, leaving out or taking back.</summary>
    Both,

    /// <summary>From all terms, leaving out.</summary>
    Backward,

    /// <summary>From the constant alone, adding.</summary>
    Forward,
}
