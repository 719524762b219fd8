namespace MiniDnn;

/// <summary>What a loss is for, and so how predictions are judged beside it.</summary>
public enum LossKind
{
    /// <summary>Outputs are numbers: judged by R².</summary>
    Regression,

    /// <summary>Every output answers a question with yes, from 0.5 up, or no: judged by accuracy, each output by itself.</summary>
    BinaryClassification,

    /// <summary>The largest output names the class: judged by accuracy.</summary>
    CategoricalClassification,
}
