namespace Agentry;

/// <summary>What a claim takes from one account.</summary>
public sealed record AccountPart
{
    /// <summary>The account, of the commit's tenant.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>How much, in the account's own unit. Never negative.</summary>
    public required long Amount
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A claim takes nothing negative.");
    }

    /// <summary>What spent and reserved together may come to with this part; the claimer says it, so that a changed limit holds at once.</summary>
    public required long Limit { get; init; }
}
