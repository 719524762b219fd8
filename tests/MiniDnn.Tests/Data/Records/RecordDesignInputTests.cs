namespace MiniDnn.Tests;

/// <summary>What a design refuses, and in which words.</summary>
internal sealed class RecordDesignInputTests
{
    private static readonly House Gap = House.All[0] with { Area = null, Region = null };

    private static void Refused(Action<RecordTerms<House>> terms, string message, params IEnumerable<House> records)
    {
        records = records.Any() ? records : House.All;
        Assert.That(() => RecordDesign.Fit(records, terms), Throws.ArgumentException.With.Message.StartsWith(message));
        Assert.That(() => LeastSquares.Fit(records, h => (double)h.Price, terms), Throws.ArgumentException.With.Message.StartsWith(message));
        Assert.That(() => RobustRegression.Fit(records, h => (double)h.Price, terms), Throws.ArgumentException.With.Message.StartsWith(message));
    }

    [Test]
    [SetCulture("")]
    public void Missing_and_infinite_values_are_refused_with_record_and_term()
    {
        Refused(t => t.Add(h => h.Area).Category(h => h.Region), "Fit: records[12] has no value for Area, Region; give one, or leave out such records with DropMissing.", [.. House.All, Gap]);
        Refused(t => t.Add(h => h.Age), "Fit: records[1] has no value for Age; give one", House.All[0], House.All[1] with { Age = double.NaN });
        Refused(t => t.Add(h => h.Age), "Fit: records[1] has the value Infinity for Age; every number must be finite.", House.All[0], House.All[1] with { Age = double.PositiveInfinity });
        Refused(t => t.Power(h => h.Age, 2), "Fit: records[0] has the value 1E+200 for Age^2; every number must be finite.", House.All[0] with { Age = 1e200 }, House.All[1]);
        Refused(t => t.Add(h => h.Area).DropMissing(), "Fit: all 2 records have missing values; there must be one without at least.", Gap, Gap);
        Assert.That(() => RecordDesign.Fit(Array.Empty<House>(), t => t.Add(h => h.Area)), Throws.ArgumentException.With.Message.StartsWith("Fit: there is no record; there must be one at least."));
        (double? Size, double Y)[] sizes = [(1, 1), (double.NaN, 2), (2, 3)];
        Assert.That(() => RecordDesign.Fit(sizes, t => t.Category(r => r.Size)), Throws.ArgumentException.With.Message.StartsWith("Fit: records[1] has no value for Size"));
    }

    [Test]
    public void Categories_must_fit_the_records()
    {
        Refused(t => t.Category(h => h.Region, reference: "nord"), "Fit: the reference \"nord\" is no level of Region; the levels are east, north, south.");
        Refused(t => t.Category(h => h.Region, levels: ["north", "south"]), "Fit: records[2] has the level \"east\" for Region, which the design does not know; it knows north, south.");
        Refused(t => t.Category(h => h.Region, levels: ["north", "south", "north"]), "Fit: category Region is given the level \"north\" twice.");
        Refused(t => t.Category(h => h.Region, levels: []), "Fit: category Region has 0 levels in the rows that count; there must be two or more.");
        Refused(t => t.Category(h => h.Kind), "Fit: category Kind has 1 level, \"Villa\", in the rows that count; there must be two or more.", House.All[1], House.All[5]);
        Assert.That(() => RecordDesign.Fit(House.All, t => t.Category(h => h.Kind, (CategoryCoding)5)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Category: coding must be Treatment or Sum."));
    }

    [Test]
    public void Terms_must_have_names_and_be_there_once()
    {
        Refused(t => t.Add(h => h.Area).Add(x => x.Area), "Add: there is a term Area already; every term must have a name of its own.");
        Refused(t => t.Add(h => h.Area, ""), "Add: the term has no name; give it one.");
        Refused(t => t.Power(h => h.Area, 2, ""), "Power: the term has no name; give it one.");
        Refused(t => t.Add(h => h.Area, "Kind[House]").Category(h => h.Kind), "Fit: two columns have the name Kind[House]; give one of the terms another name.");
        Refused(t => t.Interaction(h => h.Area, h => h.Age).Add(h => h.Age), "Fit: an interaction names Area, which is no term; add it, too (the terms are Age).");
        Refused(t => t.Add(h => h.Area).Interaction(h => h.Area, h => h.Area), "Interaction: Area and Area are not different terms; Power makes a power of one.");
        Refused(t => t.Add(h => h.Area).Add(h => h.Age).Interaction(h => h.Area, h => h.Age).Interaction(h => h.Age, h => h.Area), "Fit: the term Area:Age is there twice.");
        Refused(
            t => t.Add(h => h.Area).Add(h => h.Age).Category(h => h.Kind).Interaction(h => h.Area, h => h.Age, h => h.Kind),
            "Fit: the interaction Area:Age:Kind needs those of each two of its terms; add them, too.");
        Assert.That(() => RecordDesign.Fit(House.All, t => t.Power(h => h.Area, 1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => RecordDesign.Fit(House.All, t => t.Power(h => h.Area, 257)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_given_name_serves_interactions()
        => Assert.That(
            RecordDesign.Fit(House.All, t => t.Add(h => h.Area, "m²").Add(h => h.Age).Interaction(h => h.Area, h => h.Age, firstName: "m²")).ColumnNames,
            Is.EqualTo(new[] { "m²", "Age", "m²:Age" }));

    [Test]
    public void Null_is_refused()
    {
        Assert.That(() => RecordDesign.Fit((House[])null!, t => t.Add(h => h.Area)), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("records"));
        Assert.That(() => RecordDesign.Fit(House.All, null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("terms"));
        Assert.That(() => RecordDesign.Fit(House.All, t => t.Add(null!)), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("value"));
        Assert.That(() => RecordDesign.Fit(House.All, t => t.Power(null!, 2)), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("value"));
        Assert.That(() => RecordDesign.Fit(House.All, t => t.Category<string>(null!)), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("level"));
        Assert.That(() => LeastSquares.Fit(House.All, null!, t => t.Add(h => h.Area)), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("target"));
    }

    [Test]
    public void New_records_are_refused_with_the_levels_that_are_known()
    {
        RecordDesign<House> design = RecordDesign.Fit(House.All, t => t.Add(h => h.Area).Category(h => h.Region).Category(h => h.Kind));
        House west = House.All[0] with { Region = "west" }, none = House.All[0] with { Kind = (Kind)9 };
        const string Message = "Encode: record has the level \"west\" for Region, which the design does not know; it knows east, north, south.";
        Assert.That(() => design.Encode(west), Throws.ArgumentException.With.Message.StartsWith(Message));
        Assert.That(() => design.Encode([House.All[0], none]), Throws.ArgumentException.With.Message.StartsWith("Encode: records[1] has the level \"9\" for Kind, which the design does not know; it knows Flat, House, Villa."));
        Assert.That(() => design.Encode(Gap), Throws.ArgumentException.With.Message.StartsWith("Encode: record has no value for Area; every term must have one."));
        Assert.That(() => design.Encode(House.All[0], new double[2]), Throws.ArgumentException.With.Message.StartsWith("Encode: destination has 2 elements; it must have 5, one for each column."));
        Assert.That(() => design.Encode((IEnumerable<House>)null!), Throws.ArgumentNullException);
        var row = new double[5];
        Assert.That(() => design.Encode(none, row), Throws.ArgumentException);
        Assert.That(row, Is.All.Zero, "nothing was half written");
    }
}
