Spectre.Console.AnsiConsole.WriteLine("MiniDnn");
