namespace RefundDesk;

/// <summary>What the sample breaks on purpose.</summary>
internal enum Outage
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The first model; the one that stands by works.</summary>
    First,

    /// <summary>Every model.</summary>
    Total,
}
