namespace Agentry;

/// <summary>What runs came to, each with its child runs.</summary>
public sealed record SpendReport
{
    /// <summary>The runs that nobody started from a tool, the newest first.</summary>
    public required IReadOnlyList<RunSpend> Runs { get; init; }

    /// <summary>All of them: what a task costs is <see cref="SpendGroup.CostPerCompleted"/>.</summary>
    public SpendGroup Total => Group("", Runs, static r => r.TotalCost);

    /// <summary>By agent; each run counts with its own steps for its own agent, children included.</summary>
    public IReadOnlyList<SpendGroup> ByAgent =>
        [.. Runs.SelectMany(WithChildren).GroupBy(r => r.Agent, StringComparer.Ordinal).Select(g => Group(g.Key, g, static r => r.Cost)).OrderByDescending(g => g.Cost)];

    /// <summary>By caller; each run with all its children.</summary>
    public IReadOnlyList<SpendGroup> ByCaller =>
        [.. Runs.GroupBy(r => r.Subject, StringComparer.Ordinal).Select(g => Group(g.Key, g, static r => r.TotalCost)).OrderByDescending(g => g.Cost)];

    private static IEnumerable<RunSpend> WithChildren(RunSpend run) => run.Children.SelectMany(WithChildren).Prepend(run);

    private static SpendGroup Group(string name, IEnumerable<RunSpend> runs, Func<RunSpend, decimal> cost)
    {
        RunSpend[] all = [.. runs];
        return new SpendGroup(name, all.Length, all.Count(r => r.Status == RunStatus.Completed), all.Sum(cost));
    }
}
