namespace MiniDnn;

/// <summary>What a design knows of a variable, however it is read from a record.</summary>
internal abstract class DesignVariable(string name)
{
    public string Name => name;

    /// <summary>The texts of a category's levels in their order; empty for a number.</summary>
    public virtual IReadOnlyList<string> Levels => [];

    /// <summary>How a category is coded beside an intercept; null for a number.</summary>
    public virtual LevelCoding? Coding => null;

    /// <summary>Values of a category that are no level are these.</summary>
    public const double Unknown = -1;
}

/// <summary>A variable of a design, as a number of each record.</summary>
internal abstract class DesignVariable<TRecord>(string name) : DesignVariable(name)
{
    /// <summary>Whether the record has no value.</summary>
    public abstract bool IsMissing(TRecord record);

    /// <summary>The number, or that of the level: <see cref="DesignVariable.Unknown"/> where it is none. NaN where it is missing.</summary>
    public abstract double Read(TRecord record);

    /// <summary>The value as a message shows it.</summary>
    public abstract string Show(TRecord record);

    /// <summary>Takes over what was learned when a design was saved; false where that belongs to another kind of term.</summary>
    public abstract bool TryRestore(SavedVariable saved);

    /// <summary>Learns the levels that occur.</summary>
    public virtual void Learn(string operation, IEnumerable<TRecord> records)
    {
    }
}

/// <summary>A number of each record, or a power of it.</summary>
internal sealed class NumberVariable<TRecord>(Func<TRecord, double?> value, string name, int exponent = 1) : DesignVariable<TRecord>(name)
{
    public override bool IsMissing(TRecord record) => double.IsNaN(Read(record));

    public override double Read(TRecord record)
    {
        double number = value(record) ?? double.NaN, power = number;
        // a product, for Pow need not round alike on all systems
        for (int k = 1; k < exponent; k++)
        {
            power *= number;
        }
        return power;
    }

    public override string Show(TRecord record) => $"{value(record)}";

    public override bool TryRestore(SavedVariable saved) => saved.Coding is null && saved.Levels is null;
}
