using System.Globalization;
using MiniDnn;
using MiniDnn.Records;

// Fits a model of cars whose records come from a CSV file, or from a Parquet file: dotnet run --project samples/Records -- [a file]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string path = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "data", "cars.csv");
IReadOnlyList<Car> cars = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)
    ? await CarFiles.ReadParquetAsync(path)
    : [.. CarFiles.ReadCsv(path)];

var model = LeastSquares.Fit(cars, car => car.Mpg, terms => terms
    .Add(car => car.Weight)
    .Category(car => car.Cylinders)
    .Category(car => car.Gearbox, reference: "manual")
    .Interaction(car => car.Cylinders, car => car.Gearbox)
    .DropMissing());
Console.WriteLine(model);

var small = new Car { Weight = 2.2, Cylinders = 4, Gearbox = "manual" };
Console.WriteLine($"\nA light car of 4 cylinders: {model.Predict(small):F1} miles per gallon, {model.PredictionInterval(small):F1} for a new one");

if (args.Length > 1)
{
    await CarFiles.WriteParquetAsync(args[1], cars);
    Console.WriteLine($"{cars.Count} records written to {args[1]}");
}
