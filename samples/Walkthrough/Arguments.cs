using System.Globalization;

namespace MiniDnn.Walkthrough;

/// <summary>What the command line asked for.</summary>
internal sealed record Arguments(string? CsvPath = null, bool Regression = false, int Epochs = 100, int Hidden = 32)
{
    public const string Usage = """
        Usage:
          dotnet run -c Release --project samples/Walkthrough
              the lesson, each figure beside its expected value, then a network that learns to read digits
          dotnet run -c Release --project samples/Walkthrough -- --csv FILE [--regression] [--epochs N] [--hidden N]
              trains on your own file: numbers separated by commas, the last column the class (or with
              --regression the number) to predict; a first line without numbers is taken as a header
        """;

    public static bool TryParse(string[] args, out Arguments arguments, out string? problem)
    {
        arguments = new();
        problem = null;
        for (int i = 0; i < args.Length && problem is null; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--csv" when value is not null:
                    arguments = arguments with { CsvPath = value };
                    i++;
                    break;
                case "--regression":
                    arguments = arguments with { Regression = true };
                    break;
                case "--epochs" when IsPositive(value, out int epochs):
                    arguments = arguments with { Epochs = epochs };
                    i++;
                    break;
                case "--hidden" when IsPositive(value, out int hidden):
                    arguments = arguments with { Hidden = hidden };
                    i++;
                    break;
                default:
                    problem = $"Not understood: {args[i]} {value}";
                    break;
            }
        }
        return problem is null;
    }

    private static bool IsPositive(string? text, out int number) => int.TryParse(text, CultureInfo.InvariantCulture, out number) && number > 0;
}
