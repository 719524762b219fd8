namespace MiniDnn.Tests;

/// <summary>Designs against columns written by hand, in the order and coding of R's model.matrix.</summary>
internal sealed class RecordDesignTests
{
    private static readonly House[] Some = House.All[..3];   // south House, north Villa, east Flat

    private static readonly string[] Levels = ["south", "north", "east"];

    private static void Holds(RecordDesign<House> design, params (string Name, double[] Column)[] expected)
    {
        Assert.That(design.ColumnNames, Is.EqualTo(expected.Select(column => column.Name)));
        Matrix<double> x = design.Encode(Some);
        for (int j = 0; j < expected.Length; j++)
        {
            Assert.That(Enumerable.Range(0, x.RowCount).Select(i => x[i, j]), Is.EqualTo(expected[j].Column), expected[j].Name);
        }
        for (int i = 0; i < x.RowCount; i++)
        {
            var row = new double[expected.Length];
            design.Encode(Some[i], row);
            Assert.That(row, Is.EqualTo(x.Row(i).ToArray()));
            Assert.That(design.Encode(Some[i]), Is.EqualTo(row));
        }
    }

    [Test]
    public void Numbers_powers_and_transformations_are_columns()
        => Holds(
            RecordDesign.Fit(House.All, terms => terms.Add(h => h.Area).Add(h => h.Rooms).Power(h => h.Age, 3).Add(h => Math.Log(h.Age)).Add(h => h.Rooms / h.Area)),
            ("Area", [80, 120, 60]),
            ("Rooms", [3, 4, 2]),
            ("Age^3", [1000, 125, 64000]),
            ("Log(Age)", [Math.Log(10), Math.Log(5), Math.Log(40)]),
            ("Rooms / Area", [3.0 / 80, 4.0 / 120, 2.0 / 60]));

    [Test]
    public void Levels_are_in_ascending_order_whatever_their_type()
        => Holds(
            RecordDesign.Fit(House.All, terms => terms.Category(h => h.Region).Category(h => h.Kind).Category(h => h.HasGarden).Category(h => h.Rooms)),
            ("Region[north]", [0, 1, 0]),
            ("Region[south]", [1, 0, 0]),
            ("Kind[House]", [1, 0, 0]),
            ("Kind[Villa]", [0, 1, 0]),
            ("HasGarden[True]", [1, 1, 0]),
            ("Rooms[3]", [1, 0, 0]),
            ("Rooms[4]", [0, 1, 0]),
            ("Rooms[5]", [0, 0, 0]),
            ("Rooms[6]", [0, 0, 0]));

    [Test]
    public void A_reference_has_no_column_and_moves_no_level()
        => Holds(
            RecordDesign.Fit(House.All, terms => terms.Category(h => h.Region, reference: "north").Category(h => h.Kind, Kind.Villa).Category(h => h.HasGarden, true)),
            ("Region[east]", [0, 0, 1]),
            ("Region[south]", [1, 0, 0]),
            ("Kind[Flat]", [0, 0, 1]),
            ("Kind[House]", [1, 0, 0]),
            ("HasGarden[False]", [0, 0, 1]));

    [Test]
    public void Levels_that_are_given_keep_their_order_and_the_last_is_minus_one_in_sum_coding()
        => Holds(
            RecordDesign.Fit(House.All, terms => terms.Category(h => h.Region, CategoryCoding.Sum, Levels).Category(h => h.Kind, levels: [Kind.Villa, Kind.Flat, Kind.House])),
            ("Region[south]", [1, 0, -1]),
            ("Region[north]", [0, 1, -1]),
            ("Kind[Flat]", [0, 0, 1]),
            ("Kind[House]", [1, 0, 0]));

    [Test]
    public void Interactions_follow_all_variables_and_the_first_of_them_varies_fastest()
        => Holds(
            RecordDesign.Fit(House.All, terms => terms
                .Interaction(h => h.Kind, h => h.Region, h => h.HasGarden)
                .Add(h => h.Area)
                .Category(h => h.Region, reference: "north")
                .Interaction(h => h.Kind, h => h.Region)
                .Interaction(x => x.Rooms, x => x.Area)
                .Category(h => h.Kind, CategoryCoding.Sum)
                .Interaction(h => h.HasGarden, h => h.Kind).Interaction(h => h.HasGarden, h => h.Region)
                .Category(h => h.HasGarden).Add(h => h.Rooms)),
            ("Area", [80, 120, 60]),
            ("Region[east]", [0, 0, 1]),
            ("Region[south]", [1, 0, 0]),
            ("Kind[Flat]", [0, -1, 1]),
            ("Kind[House]", [1, -1, 0]),
            ("HasGarden[True]", [1, 1, 0]),
            ("Rooms", [3, 4, 2]),
            ("Region[east]:Kind[Flat]", [0, 0, 1]),
            ("Region[south]:Kind[Flat]", [0, 0, 0]),
            ("Region[east]:Kind[House]", [0, 0, 0]),
            ("Region[south]:Kind[House]", [1, 0, 0]),
            ("Area:Rooms", [240, 480, 120]),
            ("Kind[Flat]:HasGarden[True]", [0, -1, 0]),
            ("Kind[House]:HasGarden[True]", [1, -1, 0]),
            ("Region[east]:HasGarden[True]", [0, 0, 0]),
            ("Region[south]:HasGarden[True]", [1, 0, 0]),
            ("Region[east]:Kind[Flat]:HasGarden[True]", [0, 0, 0]),
            ("Region[south]:Kind[Flat]:HasGarden[True]", [0, 0, 0]),
            ("Region[east]:Kind[House]:HasGarden[True]", [0, 0, 0]),
            ("Region[south]:Kind[House]:HasGarden[True]", [1, 0, 0]));

    [Test]
    public void Without_an_intercept_the_first_category_has_a_column_for_every_level_in_its_own_term()
        => Holds(
            RecordDesign.Fit(
                House.All,
                terms => terms.Add(h => h.Area).Category(h => h.Region, reference: "north").Category(h => h.HasGarden).Interaction(h => h.Area, h => h.Region),
                hasIntercept: false),
            ("Area", [80, 120, 60]),
            ("Region[east]", [0, 0, 1]),
            ("Region[north]", [0, 1, 0]),
            ("Region[south]", [1, 0, 0]),
            ("HasGarden[True]", [1, 1, 0]),
            ("Area:Region[east]", [0, 0, 60]),
            ("Area:Region[south]", [80, 0, 0]));

    [Test]
    public void A_term_contains_those_of_its_parts()
    {
        RecordDesign<House> design = RecordDesign.Fit(House.All, terms => terms
            .Add(h => h.Area).Category(h => h.Region).Category(h => h.Kind)
            .Interaction(h => h.Area, h => h.Region).Interaction(h => h.Area, h => h.Kind).Interaction(h => h.Region, h => h.Kind)
            .Interaction(h => h.Area, h => h.Region, h => h.Kind));
        string[] names = [.. design.Terms.Select(term => term.Name)];
        Assert.That(names, Is.EqualTo(new[] { "Area", "Region", "Kind", "Area:Region", "Area:Kind", "Region:Kind", "Area:Region:Kind" }));
        Assert.That(design.Terms.Select(term => term.ColumnCount), Is.EqualTo(new[] { 1, 2, 2, 2, 2, 4, 4 }));
        Assert.That(design.Terms.Select(term => term.FirstColumn), Is.EqualTo(new[] { 0, 1, 3, 5, 7, 9, 13 }));
        string[] containing = [.. design.Terms.Where(term => term.Contains(design.Terms[1])).Select(term => term.Name)];
        Assert.That(containing, Is.EqualTo(new[] { "Area:Region", "Region:Kind", "Area:Region:Kind" }));
        Assert.That(design.Terms[6].Contains(design.Terms[6]), Is.False);
        Assert.That(design.Terms[3].Contains(design.Terms[4]), Is.False);
    }

    [Test]
    public void A_row_of_names_costs_no_memory()
    {
        RecordDesign<House> design = RecordDesign.Fit(House.All, terms => terms
            .Add(h => h.Area).Category(h => h.Region).Power(h => h.Age, 2).Interaction(h => h.Area, h => h.Region));
        var row = new double[design.ColumnNames.Count];
        Assert.That(Allocation.OnceWarm(() => design.Encode(House.All[1], row)), Is.Zero);
    }

    [Test]
    public void A_design_without_terms_has_rows_without_columns()
        => Assert.That(RecordDesign.Fit(House.All, _ => { }).Encode(Some).ColumnCount, Is.Zero);

    [Test]
    public void Levels_do_not_depend_on_the_culture()
    {
        (double Size, double Y)[] records = [(1.5, 1), (2.5, 2), (1.5, 3)];
        System.Globalization.CultureInfo culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("de-DE");
            Assert.That(RecordDesign.Fit(records, terms => terms.Category(r => r.Size)).ColumnNames, Is.EqualTo(new[] { "Size[2.5]" }));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }

    [Test]
    public void The_text_names_the_columns()
        => Assert.That(RecordDesign.Fit(House.All, terms => terms.Add(h => h.Area).Category(h => h.Region)).ToString(),
            Is.EqualTo("RecordDesign of 3 columns: Area, Region[north], Region[south]"));
}
