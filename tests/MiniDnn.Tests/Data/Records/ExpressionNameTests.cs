namespace MiniDnn.Tests;

internal sealed class ExpressionNameTests
{
    [TestCase("h => h.Area", "Area")]
    [TestCase("static h => h.Area", "Area")]
    [TestCase("(House h) => h.Area", "Area")]
    [TestCase("(h) => (double)h.Price", "Price")]
    [TestCase("h => (double?)h.Price", "Price")]
    [TestCase("house => house.Address.City", "Address.City")]
    [TestCase("h => h.Address?.City", "Address?.City")]
    [TestCase("h => h?.Area", "Area")]
    [TestCase("h => h!.Area", "Area")]
    [TestCase("h => Math.Log(h.Area)", "Log(Area)")]
    [TestCase("h => h.Area / h.Rooms", "Area / Rooms")]
    [TestCase("h =>\n        h.Area\n        / 2", "Area / 2")]
    [TestCase("h => h.high.h.Area", "high.h.Area")]
    [TestCase("h => h[\"Area\"]", "h[\"Area\"]")]
    [TestCase("x => x", "x")]
    [TestCase("row => Log(rows.Max, row.Max)", "Log(rows.Max, Max)")]
    [TestCase("House.AreaOf", "House.AreaOf")]
    [TestCase("area in m²", "area in m²")]
    [TestCase("() => 1", "1")]
    [TestCase("", "")]
    public void An_expression_is_named_by_what_it_reads(string text, string name) => Assert.That(ExpressionName.Of(text), Is.EqualTo(name));
}
