namespace MiniDnn;

public sealed partial class ConfusionMatrix
{
    /// <summary>
    /// The mean of <see cref="F1"/> over the classes, each counting alike however rare it is; a class that neither occurs nor is predicted
    /// counts 0.
    /// </summary>
    public double MacroF1
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < ClassCount; i++)
            {
                sum += double.IsNaN(F1(i)) ? 0 : F1(i);
            }
            return sum / ClassCount;
        }
    }

    /// <summary>Of the samples that were taken for a class, the share that belongs to it; NaN where none was taken for it.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Precision(int label) => (double)this[label, label] / Predicted(label);

    /// <summary>Of the samples of a class, the share that was found; NaN where there is none.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Recall(int label) => (double)this[label, label] / Actual(label);

    /// <summary>
    /// The harmonic mean of precision P and recall R, 2·P·R/(P + R): twice the hits over the samples of the class and those taken for it;
    /// NaN where there are neither.
    /// </summary>
    /// <param name="label">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double F1(int label) => 2.0 * this[label, label] / (Predicted(label) + Actual(label));

    private int Predicted(int label)
    {
        int count = 0;
        for (int i = 0; i < ClassCount; i++)
        {
            count += this[i, label];
        }
        return count;
    }

    private int Actual(int label)
    {
        int count = 0;
        for (int j = 0; j < ClassCount; j++)
        {
            count += this[label, j];
        }
        return count;
    }
}
