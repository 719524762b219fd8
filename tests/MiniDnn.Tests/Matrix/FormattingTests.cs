using System.Globalization;

namespace MiniDnn.Tests;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class FormattingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T[] Numbers(params double[] values) => [.. values.Select(T.CreateChecked)];

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    [Test]
    public void Text_shows_shape_and_aligned_elements()
    {
        var a = new Matrix<T>(2, 2, Numbers(1, -2.5, 30, 4));
        Assert.That(Lines(a.ToString("G3", CultureInfo.InvariantCulture)), Is.EqualTo(["2×2 matrix", " 1  -2.5", "30     4"]));
        Assert.That(Lines(TestMatrices.Inside(TestMatrices.Padded(a)).AsReadOnly().ToString("F1", CultureInfo.InvariantCulture)), Is.EqualTo(["2×2 matrix", " 1.0  -2.5", "30.0   4.0"]));
        Assert.That(a.AsView().ToString(), Is.EqualTo(a.ToString()));
        Assert.That(() => a.ToString("Q", null), Throws.TypeOf<FormatException>());
    }

    [Test]
    [SetCulture("de-DE")]
    public void The_culture_is_the_current_one_unless_given()
    {
        var a = new Matrix<T>(1, 1, Numbers(1.5));
        Assert.That(Lines(a.ToString()), Is.EqualTo(["1×1 matrix", "1,5"]));
        Assert.That(Lines(a.ToString(null, null)), Is.EqualTo(["1×1 matrix", "1,5"]));
        Assert.That(Lines($"{a:F2}"), Is.EqualTo(["1×1 matrix", "1,50"]));
        Assert.That(Lines(a.ToString("", CultureInfo.InvariantCulture)), Is.EqualTo(["1×1 matrix", "1.5"]));
    }

    [Test]
    public void What_is_no_number_is_shown_as_such()
    {
        var a = new Matrix<T>(2, 2, Numbers(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0));
        Assert.That(Lines(a.ToString(null, CultureInfo.InvariantCulture)), Is.EqualTo(["2×2 matrix", "      NaN  Infinity", "-Infinity        -0"]));
    }

    [TestCase(0, 0), TestCase(0, 4), TestCase(4, 0), TestCase(int.MaxValue, 0)]
    public void Of_an_empty_matrix_there_is_the_shape(int rows, int columns)
        => Assert.That(new Matrix<T>(rows, columns).ToString(), Is.EqualTo($"{rows}×{columns} matrix"));

    [Test]
    [SetCulture("")]
    public void Text_of_a_large_matrix_fits_a_terminal([Values(1, 1e-30, 1e30)] double scale)
    {
        foreach ((int rows, int columns) in new[] { (3000, 200), (10, 10), (9, 9), (1, 1000), (1000, 1) })
        {
            Matrix<T> a = TestMatrices.Random<T>(rows, columns) * T.CreateChecked(scale);
            string[] lines = Lines(a.ToString());
            Assert.That(lines[0], Is.EqualTo($"{rows}×{columns} matrix"));
            Assert.That(lines, Has.Length.LessThanOrEqualTo(10).And.All.Length.LessThanOrEqualTo(80));
            Assert.That(lines[1].Contains('…', StringComparison.Ordinal), Is.EqualTo(columns >= 9));
            Assert.That(lines.Any(line => line.Contains('⋮', StringComparison.Ordinal)), Is.EqualTo(rows > 9));
            Assert.That(lines[^1], Does.EndWith(a[rows - 1, columns - 1].ToString("G6", CultureInfo.InvariantCulture)));
        }
    }

    [Test]
    public void A_matrix_that_fits_is_shown_whole()
        => Assert.That(Lines(Matrix<T>.Identity(9).ToString()), Has.Length.EqualTo(10).And.None.Contain("…").And.None.Contain("⋮"));
}
