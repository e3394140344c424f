namespace RefundDesk;

/// <summary>What one host of the desk is made of.</summary>
internal sealed record DeskSetup
{
    public DeskModels Models { get; init; } = DeskModels.Offline;

    /// <summary>What is broken on purpose.</summary>
    public Outage Outage { get; init; }

    /// <summary>True to let the model see tokens instead of mail addresses and card numbers.</summary>
    public bool Private { get; init; }

    /// <summary>The SQLite file of the runs; null keeps them in memory.</summary>
    public string? Runs { get; init; }

    /// <summary>EUR that the desk pays back by itself; more waits for a supervisor.</summary>
    public decimal Alone { get; init; } = 150;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
