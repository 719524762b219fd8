using System.Globalization;

namespace MiniDnn.Walkthrough;

/// <summary>What the command line asked for.</summary>
internal sealed record Arguments(string? CsvPath = null, bool Regression = false, int Epochs = 100, int Hidden = 32, bool Help = false)
{
    public const string Usage = """
        Usage:
          dotnet run -c Release --project samples/Walkthrough
              the lesson, each figure beside its expected value, then a network that
              learns to read digits
          dotnet run -c Release --project samples/Walkthrough -- --csv FILE
              trains on your own file: numbers separated by commas, semicolons or tabs,
              the last column the class to predict; a first line without numbers is
              taken as a header
              --regression   the last column is a number to predict
              --epochs N     how often all samples are seen; 100 by default
              --hidden N     neurons in the hidden layer; 32 by default
          dotnet run -c Release --project samples/Walkthrough -- --help
              this text
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
                case "--help" or "-h" or "-?":
                    arguments = arguments with { Help = true };
                    break;
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
        if (problem is null && arguments is { CsvPath: null, Help: false } && args.Length > 0)
        {
            problem = $"{args[0]} needs a file: --csv FILE";
        }
        return problem is null;
    }

    private static bool IsPositive(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
