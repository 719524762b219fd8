namespace MiniDnn;

/// <summary>Selects terms of a generalised linear model, each choice a fit of its own.</summary>
internal static class GeneralizedStepwise
{
    private const string Operation = "StepwiseByAic";

    public static StepwiseSelection<GeneralizedLinearModel> Run(
        GeneralizedLinearModel model, ModelTerm[] terms, StepwiseDirection direction, double penalty)
    {
        if (!model.Data.Likelihood.Likelihood.HasKnownDispersion && model.Summary().Deviance == 0)
        {
            throw new InvalidOperationException(
                $"{Operation}: the model fits exactly, so the criterion is −∞ and says nothing about terms.");
        }
        var fits = new GeneralizedFits(Operation, model, model.Data.Likelihood);
        var way = Stepwise.Run(terms, model.Data.Shape.HasIntercept, direction, columns => fits.Criterion(columns, penalty));
        return new(GeneralizedLinearModel.FitPart(model, way.Predictors), way);
    }
}
