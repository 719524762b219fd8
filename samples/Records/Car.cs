namespace MiniDnn.Records;

/// <summary>A line of the data; what a file leaves out is null. A class with setters, for Parquet.Net fills it in by them.</summary>
internal sealed class Car
{
    public double? Mpg { get; set; }

    public double? Weight { get; set; }

    public double? Power { get; set; }

    public int? Cylinders { get; set; }

    public string? Gearbox { get; set; }
}
