namespace MiniDnn;

/// <summary>What lines, polynomials and logistic curves say alike of an inverse prediction.</summary>
internal static class InverseMessages
{
    public const string NoFreedom = "No interval: there are no degrees of freedom";

    /// <summary>Of an estimate with an interval, by whether it lies among the data.</summary>
    public static string Of(bool isAmong) => isAmong ? "Determined" : "Extrapolated: the estimate lies outside the data";
}
