using System.Text;
using MiniDnn.Walkthrough;

Console.OutputEncoding = Encoding.UTF8;
if (!Arguments.TryParse(args, out Arguments arguments, out string? problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}
if (arguments.Help)
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}
try
{
    return arguments.CsvPath is { } path ? CsvTraining.Run(path, arguments) : Walk.Run();
}
catch (CsvFormatException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
