namespace Agentry.Tests;

/// <summary>What a process says about a run that it brought to its end.</summary>
internal sealed record DeskResult
{
    public required string Run { get; init; }

    public required string Status { get; init; }

    public required string Text { get; init; }

    /// <summary>Commits and signals of this process.</summary>
    public int Writes { get; init; }

    /// <summary>From the start of the work to its end.</summary>
    public long Microseconds { get; init; }
}
