namespace MiniDnn;

/// <summary>How far a training has come, as a <see cref="LearningRateSchedule"/> sees it.</summary>
/// <param name="Step">The number of the step that is about to be taken, counted from 1.</param>
/// <param name="Epoch">
/// How many epochs were done before the step, with the fraction of the one that is going on: 2.5 in the middle of the third.
/// </param>
/// <param name="Epochs">How many epochs the training is to have.</param>
public readonly record struct SchedulePoint(long Step, double Epoch, int Epochs);
