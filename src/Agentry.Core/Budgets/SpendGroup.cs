namespace Agentry;

/// <summary>What the runs of one agent or one caller came to.</summary>
/// <param name="Name">The agent or the caller.</param>
/// <param name="Runs">How many runs.</param>
/// <param name="Completed">How many of them completed.</param>
/// <param name="Cost">US dollars of all of them.</param>
public sealed record SpendGroup(string Name, int Runs, int Completed, decimal Cost)
{
    /// <summary>US dollars for each that completed, those that did not included in the price; null when none did.</summary>
    public decimal? CostPerCompleted => Completed == 0 ? null : Cost / Completed;
}
