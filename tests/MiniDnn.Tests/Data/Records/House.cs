namespace MiniDnn.Tests;

internal enum Kind
{
    Villa = 3,
    Flat = 1,
    House = 2,
}

/// <summary>A record with every kind of value that a design reads.</summary>
internal sealed record House(double? Area, int Rooms, double Age, string? Region, Kind Kind, bool HasGarden, decimal Price)
{
    public static readonly House[] All =
    [
        new(80, 3, 10, "south", Kind.House, true, 240), new(120, 4, 5, "north", Kind.Villa, true, 410), new(60, 2, 40, "east", Kind.Flat, false, 150),
        new(75, 3, 22, "north", Kind.Flat, false, 200), new(95, 4, 31, "south", Kind.House, false, 231), new(140, 6, 3, "east", Kind.Villa, true, 455),
        new(55, 2, 60, "south", Kind.Flat, false, 118), new(88, 3, 15, "east", Kind.House, true, 251), new(102, 5, 27, "north", Kind.House, true, 287),
        new(66, 3, 8, "south", Kind.Flat, true, 209), new(131, 5, 12, "north", Kind.Villa, false, 377), new(71, 2, 55, "east", Kind.House, false, 139),
    ];
}
