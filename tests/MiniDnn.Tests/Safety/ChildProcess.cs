using System.Diagnostics;

namespace MiniDnn.Tests;

/// <summary>Runs a part of this program in a process of its own: see <see cref="Program"/>.</summary>
internal static class ChildProcess
{
    /// <summary>Far beyond what any of them takes: what does not end by then hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs, and fails where the process does not end well.</summary>
    /// <returns>What it printed.</returns>
    public static string Run(params string[] arguments) => Run([], [], arguments);

    /// <summary>Runs under another program, which sets limits, and with settings of the runtime.</summary>
    public static string Run(string[] under, (string Name, string Value)[] environment, string[] arguments)
    {
        string[] command = [.. under, Dotnet, typeof(Program).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(Limit);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }
        string text = output.Result, last = text[Math.Max(0, text.Length - 2_000)..];
        Assert.That(ended, $"{string.Join(' ', command)} did not end. Its last words:\n{last}");
        Assert.That(process.ExitCode, Is.Zero, $"{string.Join(' ', command)}\n{last}\n{error.Result}");
        return text;
    }

    private static string Dotnet
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
}
