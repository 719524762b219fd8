using System.Diagnostics;
using Spectre.Console;

namespace MiniDnn.Walkthrough;

/// <summary>The whole walk: the lesson, then the digits.</summary>
internal static class Walk
{
    public static int Run()
    {
        long start = Stopwatch.GetTimestamp();
        Figures figures = RunLesson();
        bool learned = Digits.Run();
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine($"{figures.Checked - figures.Wrong} of {figures.Checked} figures agree. The whole walk took {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s.");
        return figures.Wrong == 0 && learned ? 0 : 1;
    }

    public static Figures RunLesson()
    {
        var figures = new Figures();
        PseudoInverseLesson.Run(figures);
        CalculusLesson.Run(figures);
        DescentLesson.Run(figures);
        ForwardLesson.Run(figures);
        VanishingGradientLesson.Run(figures);
        LossLesson.Run(figures);
        BackpropagationLesson.Run(figures);
        RemediesLesson.Run(figures);
        return figures;
    }
}
