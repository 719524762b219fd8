using System.Diagnostics;

namespace MiniDnn.Benchmarks;

/// <summary>Runs another program and waits for it.</summary>
internal static class CommandLine
{
    /// <returns>What the program wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote.</exception>
    public static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:{Environment.NewLine}{output}{errors.Result}");
    }

    /// <summary>Builds a project in Release. No server of the compiler stays behind, which would take part in what is measured next.</summary>
    public static void Build(string project, params string[] arguments)
        => Run("dotnet", Path.GetDirectoryName(project)!, ["build", project, "-c", "Release", "-nologo", "-clp:ErrorsOnly", "--disable-build-servers", "-p:TreatWarningsAsErrors=false", .. arguments]);
}
