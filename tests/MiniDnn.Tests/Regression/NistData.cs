using System.Globalization;
using System.Text.Json;

namespace MiniDnn.Tests;

/// <summary>The linear-regression sets of NIST's Statistical Reference Datasets.</summary>
internal sealed record NistData(string Name, bool IsPolynomial, int Degree, bool HasIntercept, Matrix<double> X, double[] Y, JsonElement Certified)
{
    private static readonly JsonElement Root = TestData.Read("nist-strd.json");

    public static string[] Names => [.. Root.EnumerateObject().Select(p => p.Name)];

    public static NistData Load(string name)
    {
        JsonElement set = Root.GetProperty(name);
        JsonElement model = set.GetProperty("model");
        bool polynomial = model.GetProperty("kind").GetString() == "polynomial";
        Matrix<double> x = Matrix.Create<double>([.. set.GetProperty("x").EnumerateArray().Select(Numbers)]);
        int degree = polynomial ? model.GetProperty("degree").GetInt32() : 1;
        return new(name, polynomial, degree, model.GetProperty("intercept").GetBoolean(), x, Numbers(set.GetProperty("y")), set.GetProperty("certified"));
    }

    public LinearModel<double> Fit()
    {
        LeastSquaresOptions<double> options = new() { Intercept = HasIntercept };
        return IsPolynomial ? LeastSquares.FitPolynomial(X.AsSpan(), Y, Degree, options) : LeastSquares.Fit(X, Y, options);
    }

    public double[] CertifiedNumbers(string name) => Numbers(Certified.GetProperty(name));

    public double CertifiedNumber(string name) => Number(Certified.GetProperty(name));

    /// <summary>The digits of agreement: −log₁₀ of the relative error, or of the absolute one where the certified value is 0; at most 15, which is what is certified.</summary>
    public static double LogRelativeError(double value, double certified)
    {
        if (value.Equals(certified))
        {
            return 15;
        }
        double error = Math.Abs(value - certified) / (certified == 0 ? 1 : Math.Abs(certified));
        return double.IsNaN(error) ? 0 : Math.Clamp(-Math.Log10(error), 0, 15);
    }

    public static double LeastAgreement(IReadOnlyList<double> values, double[] certified)
    {
        double least = 15;
        for (int i = 0; i < certified.Length; i++)
        {
            least = Math.Min(least, LogRelativeError(values[i], certified[i]));
        }
        return least;
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(Number)];

    private static double Number(JsonElement element) => double.Parse(element.GetString()!, CultureInfo.InvariantCulture);
}
