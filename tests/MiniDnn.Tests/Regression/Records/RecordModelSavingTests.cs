namespace MiniDnn.Tests;

/// <summary>Models of records and robust models that are loaded say what they said before.</summary>
internal sealed class RecordModelSavingTests
{
    private static readonly House[] Houses = [.. House.All, House.All[3] with { Area = null }];

    private static readonly Action<RecordTerms<House>> Terms = terms => terms
        .Add(h => h.Area).Power(h => h.Age, 2).Category(h => h.Region, reference: "north").Category(h => h.Kind, CategoryCoding.Sum)
        .Interaction(h => h.Area, h => h.Region).DropMissing();

    private static RecordModel<House, TModel> Again<TModel>(RecordModel<House, TModel> model, Action<RecordTerms<House>>? terms = null)
        where TModel : IFormattable
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        return RecordModel.Load<House, TModel>(stream, terms ?? Terms);
    }

    [Test]
    public void A_linear_model_of_records_predicts_the_same_to_the_bit()
    {
        RecordModel<House, LinearModel<double>> model = LeastSquares.Fit(Houses, h => (double)h.Price, Terms), again = Again(model);
        Assert.That(again.ToString(), Is.EqualTo(model.ToString()).And.Contain("Note: 1 of 13 records were left out"));
        Assert.That(again.DroppedRowCount, Is.EqualTo(1));
        Assert.That(again.Predict(House.All), Is.EqualTo(model.Predict(House.All)));
        Assert.That(House.All.Select(h => again.PredictionInterval(h)), Is.EqualTo(House.All.Select(h => model.PredictionInterval(h))));
        Assert.That(again.Design.ColumnNames, Is.EqualTo(model.Design.ColumnNames));
        Assert.That(() => again.Predict(House.All[0] with { Region = "west" }), Throws.ArgumentException.With.Message.Contains("it knows east, north, south."));
    }

    [Test]
    public void A_robust_model_says_the_same_with_and_without_records([Values] RobustLoss loss)
    {
        RecordModel<House, RobustModel> model = RobustRegression.Fit(Houses, h => (double)h.Price, terms => terms.Add(h => h.Area).Category(h => h.Region).DropMissing(), loss);
        RecordModel<House, RobustModel> again = Again(model, terms => terms.Add(h => h.Area).Category(h => h.Region));
        Assert.That(again.Predict(House.All[2]), Is.EqualTo(model.Predict(House.All[2])));
        using var stream = new MemoryStream();
        model.Model.Save(stream);
        stream.Position = 0;
        RobustModel alone = RobustModel.Load(stream);
        Assert.That(alone.ToString("R", null), Is.EqualTo(model.Model.ToString("R", null)));
        Assert.That(alone.Summary().StandardErrors, Is.EqualTo(model.Model.Summary().StandardErrors));
        Assert.That(alone.Residuals(), Is.EqualTo(model.Model.Residuals()));
        Assert.That(alone.Weights, Is.EqualTo(model.Model.Weights));
        Assert.That((alone.Outcome, alone.Scale), Is.EqualTo((model.Model.Outcome, model.Model.Scale)));
    }

    [Test]
    public void A_robust_model_of_points_on_a_line_says_the_same()
    {
        RobustModel model = RobustRegression.Fit([1, 2, 3, 4, 5, 6, 7], [2, 4, 6, 99, 10, 12, 14]);
        string path = Path.GetTempFileName();
        model.Save(path);
        Assert.That(RobustModel.Load(path).ToString(), Is.EqualTo(model.ToString()));
        File.Delete(path);
    }

    [Test]
    public void Other_terms_than_those_of_the_fit_are_refused()
    {
        RecordModel<House, LinearModel<double>> model = LeastSquares.Fit(Houses, h => (double)h.Price, terms => terms
            .Add(h => h.Area).Category(h => h.Region, reference: "north").DropMissing());
        Refused(t => t.Add(h => h.Area), "Load: the terms are Area; the model was fitted with Area, Region.");
        Refused(t => t.Category(h => h.Region).Add(h => h.Area), "Load: the terms are Region, Area; the model was fitted with Area, Region.");
        Refused(t => { }, "Load: the terms are none; the model was fitted with Area, Region.");
        const string Region = "Load: the term Region was fitted as a category with Treatment coding, the levels east, north, south, the reference north; it must be added likewise.";
        Refused(t => t.Add(h => h.Area).Category(h => h.Region, CategoryCoding.Sum), Region);
        Refused(t => t.Add(h => h.Area).Category(h => h.Region, reference: "south"), Region);
        Refused(t => t.Add(h => h.Area).Category(h => h.Region, levels: ["north", "south", "east"]), Region);
        Refused(t => t.Add(h => h.Area).Add(h => h.Age, "Region"), Region);
        Refused(t => t.Category(h => h.Kind, name: "Area").Category(h => h.Region), "Load: the term Area was fitted as a number; it must be added likewise.");
        Refused(
            t => t.Add(h => h.Area).Category(h => h.Region).Interaction(h => h.Area, h => h.Region),
            "Load: the terms have the columns Area, Region[east], Region[south], Area:Region[east], Area:Region[south]; the model has Area, Region[east], Region[south].");
        Assert.That(Again(model, t => t.Add(h => h.Area).Category(h => h.Region)).Predict(House.All[1]), Is.EqualTo(model.Predict(House.All[1])), "the reference is in the file");

        void Refused(Action<RecordTerms<House>> terms, string message)
            => Assert.That(() => Again(model, terms), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(message));
    }

    [Test]
    public void Another_kind_of_model_is_refused()
    {
        using var stream = new MemoryStream();
        LeastSquares.Fit(Houses, h => (double)h.Price, Terms).Save(stream);
        stream.Position = 0;
        Assert.That(() => RecordModel.Load<House, RobustModel>(stream, Terms), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
            "The file has the format 'MiniDnn.RecordModel.Linear'; it must have 'MiniDnn.RecordModel.Robust'."));
        Assert.That(() => RecordModel.Load<House, DateTime>(stream, Terms), Throws.InstanceOf<NotSupportedException>().With.Message.EqualTo("Load: there is no format for records with a DateTime."));
        Assert.That(() => RecordModel.Load<House, RobustModel>(stream, null!), Throws.ArgumentNullException);
    }
}
