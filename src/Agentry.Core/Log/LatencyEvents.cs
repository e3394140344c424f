namespace Agentry;

/// <summary>Something took longer than it should (<see cref="LatencyTargets"/>) or may (<see cref="RunLimits"/>). Written when that is noticed, while what is late may go on.</summary>
public sealed record LatencyBreached : RunEvent
{
    /// <summary>What took too long.</summary>
    public required LatencyScope Scope { get; init; }

    /// <summary>The time that it had, in milliseconds.</summary>
    public required double BudgetedMs { get; init; }

    /// <summary>The time that it had taken by then, in milliseconds; of a run the time at work.</summary>
    public required double TakenMs { get; init; }

    /// <summary>True for a limit, which ended it; false for a target, after which it went on.</summary>
    [System.Text.Json.Serialization.JsonRequired]
    public bool Cut { get; init; }

    /// <summary>The turn of a step, from 1.</summary>
    public int? Turn { get; init; }

    /// <summary>The call of a tool step.</summary>
    public string? CallId { get; init; }

    /// <summary>The tool of a tool step.</summary>
    public string? Tool { get; init; }

    internal bool IsOfRunTarget => Scope == LatencyScope.Run && !Cut;
}
