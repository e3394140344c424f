using System.Globalization;

namespace RefundDesk;

/// <summary>A value for a parameter, before the schema of the tool says in which form it wants it.</summary>
internal abstract record Fact
{
    public static implicit operator Fact(int value) => new NumberFact(value);

    public static implicit operator Fact(decimal value) => new NumberFact(value);

    public static implicit operator Fact(string value) => new TextFact(value);

    public static implicit operator Fact(string[] values) => new ListFact(values);

    /// <summary>The fact as one text.</summary>
    public abstract string AsText { get; }
}

internal sealed record NumberFact(decimal Value) : Fact
{
    public override string AsText => Value.ToString(CultureInfo.InvariantCulture);
}

internal sealed record TextFact(string Value) : Fact
{
    public override string AsText => Value;
}

internal sealed record ListFact(IReadOnlyList<string> Values) : Fact
{
    public override string AsText => string.Join(", ", Values);
}

/// <summary>What the user said is wrong: of an enum the member that fits, of free text the words themselves.</summary>
internal sealed record ReasonFact(Sentence Said, string Otherwise) : Fact
{
    public override string AsText => Otherwise;
}
