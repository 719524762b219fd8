using System.Numerics.Tensors;

namespace MiniDnn.Walkthrough;

internal static class CalculusLesson
{
    public static void Run(Figures figures)
    {
        Figures.Title("2. The same by calculus");
        Figures.Say("∂L/∂a = 0 and ∂L/∂b = 0 are two equations in a and b: [[Σx², Σx], [Σx, n]]·[a, b] = [Σxy, Σy].");
        ReadOnlySpan<double> x = Coffee.Temperature;
        ReadOnlySpan<double> y = Coffee.Orders;
        double n = x.Length;
        double sumX = TensorPrimitives.Sum(x);
        double sumY = TensorPrimitives.Sum(y);
        double sumXX = TensorPrimitives.SumOfSquares(x);
        double sumXY = TensorPrimitives.Dot(x, y);
        double determinant = (n * sumXX) - (sumX * sumX);
        figures.Check("Σx", sumX, "90");
        figures.Check("Σy", sumY, "160");
        figures.Check("Σx²", sumXX, "2900");
        figures.Check("Σxy", sumXY, "5300");
        figures.Check("n·Σxy", n * sumXY, "15900");
        figures.Check("Σx·Σy", sumX * sumY, "14400");
        figures.Check("n·Σx²", n * sumXX, "8700");
        figures.Check("(Σx)²", sumX * sumX, "8100");
        figures.Check("Δ = n·Σx² − (Σx)²", determinant, "600");
        figures.Check("Σx²·Σy", sumXX * sumY, "464000");
        figures.Check("Σx·Σxy", sumX * sumXY, "477000");
        figures.Check("a = (n·Σxy − Σx·Σy)/Δ", ((n * sumXY) - (sumX * sumY)) / determinant, "2.5");
        figures.Check("b = (Σx²·Σy − Σx·Σxy)/Δ", ((sumXX * sumY) - (sumX * sumXY)) / determinant, "-21.667");
        figures.Print();
    }
}
