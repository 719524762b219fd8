namespace MiniDnn.Tests;

internal sealed class LabelEncoderTests
{
    [Test]
    public void Names_are_numbered_in_order_and_come_back()
    {
        string[] names = ["virginica", "setosa", "versicolor", "setosa"];
        LabelEncoder<string> encoder = LabelEncoder.Fit(names);
        Assert.That(encoder.Classes, Is.EqualTo(new[] { "setosa", "versicolor", "virginica" }));
        int[] numbers = encoder.Encode(names);
        Assert.That(numbers, Is.EqualTo(new[] { 2, 0, 1, 0 }));
        Assert.That(encoder.Decode(numbers), Is.EqualTo(names));
        Assert.That(encoder.Encode([]), Is.Empty);
        Assert.That(encoder.ToString(), Is.EqualTo("LabelEncoder of 3 classes: setosa, versicolor, virginica"));
    }

    [Test]
    [SetCulture("sv-SE")]
    public void Order_does_not_depend_on_the_culture()
        => Assert.That(LabelEncoder.Fit(["ä", "b", "B", "a", "z"]).Classes, Is.EqualTo(new[] { "B", "a", "b", "z", "ä" }));

    [Test]
    public void Numbers_too_can_be_classes()
    {
        LabelEncoder<int> encoder = LabelEncoder.Fit([40, -3, 40, 7]);
        Assert.That(encoder.Encode([7, -3, 40]), Is.EqualTo(new[] { 1, 0, 2 }));
        Assert.That(LabelEncoder.Fit(Enumerable.Range(0, 10)).ToString(), Is.EqualTo("LabelEncoder of 10 classes: 0, 1, 2, 3, 4, 5, 6, 7, …"));
    }

    [Test]
    public void An_enum_is_numbered_in_the_order_of_its_numbers()
    {
        LabelEncoder<DayOfWeek> encoder = LabelEncoder.Fit([DayOfWeek.Wednesday, DayOfWeek.Monday, DayOfWeek.Wednesday]);
        Assert.That(encoder.Classes, Is.EqualTo(new[] { DayOfWeek.Monday, DayOfWeek.Wednesday }));
        Assert.That(encoder.Encode([DayOfWeek.Wednesday]), Is.EqualTo(new[] { 1 }));
        Assert.That(() => encoder.Encode([DayOfWeek.Friday]), Throws.ArgumentException.With.Message.Contains("Encode: labels[0] is \"Friday\""));
    }

    [Test]
    public void Labels_without_an_order_are_refused()
    {
        Assert.That(() => LabelEncoder.Fit([new object()]), Throws.ArgumentException.With.Message.StartsWith("Fit: labels are of type Object, which has no order; it must implement IComparable<Object>."));
        Assert.That(() => LabelEncoder.Fit<int[]>([]), Throws.ArgumentException.With.Property("ParamName").EqualTo("labels"));
        Assert.That(LabelEncoder.Fit([new Version(2, 0), new Version(1, 9)]).Classes[0], Is.EqualTo(new Version(1, 9)), "ordered by IComparable alone, too");
    }

    [Test]
    public void Unknown_labels_are_refused()
    {
        LabelEncoder<string> encoder = LabelEncoder.Fit(["a", "b"]);
        Assert.That(() => encoder.Encode(["a", "c"]), Throws.ArgumentException.With.Message.StartsWith("Encode: labels[1] is \"c\"; it must be one of the 2 classes that were learned: a, b."));
        Assert.That(() => encoder.Encode([null!]), Throws.ArgumentException.With.Message.StartsWith("Encode: labels[0] is null"));
        Assert.That(() => encoder.Encode(null!), Throws.ArgumentNullException);
        Assert.That(() => encoder.Decode([0, 2]), Throws.ArgumentException.With.Message.StartsWith("Decode: numbers[1] is 2; it must be from 0 to 1."));
        Assert.That(() => encoder.Decode([-1]), Throws.ArgumentException);
        Assert.That(() => LabelEncoder.Fit<string>(null!), Throws.ArgumentNullException);
        Assert.That(() => LabelEncoder.Fit<string>([]), Throws.ArgumentException.With.Message.StartsWith("Fit: labels is empty; there must be a label."));
        Assert.That(() => LabelEncoder.Fit(["a", null!]), Throws.ArgumentException.With.Message.StartsWith("Fit: labels[1] is null; every label must have a value."));
    }
}
