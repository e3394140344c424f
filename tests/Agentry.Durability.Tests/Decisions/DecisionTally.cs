namespace Agentry.Tests;

/// <summary>What happened in random sequences of decisions.</summary>
internal sealed class DecisionTally
{
    public int Sequences { get; set; }

    public int Steps { get; set; }

    public int Decisions { get; set; }

    public int Refused { get; set; }

    public int Crashes { get; set; }

    public int Executed { get; set; }

    public int Ended { get; set; }

    /// <summary>What must not be: a payment that is denied or differs, a decision of somebody who may not, a run that cannot end.</summary>
    public List<string> Violations { get; } = [];

    public override string ToString() =>
        $"{Sequences} sequences, {Steps} steps, {Decisions} decisions of which {Refused} refused, {Crashes} crashes, {Executed} executions, {Ended} runs ended";
}
