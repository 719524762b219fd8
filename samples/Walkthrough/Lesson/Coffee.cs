namespace MiniDnn.Walkthrough;

/// <summary>Orders of iced coffee against the temperature of the day.</summary>
internal static class Coffee
{
    public static readonly double[] Temperature = [20, 30, 40];

    public static readonly double[] Orders = [30, 50, 80];
}
