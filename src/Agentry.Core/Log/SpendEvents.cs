namespace Agentry;

/// <summary>What a model call may use at most was reserved before it was sent. If the store does not hold the claim of that id, it was refused and nothing was sent.</summary>
public sealed record SpendReserved : RunEvent
{
    /// <summary>The reservation, and the claim.</summary>
    public required string Id { get; init; }

    /// <summary>The turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The provider, as its client calls itself.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that is asked.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens reserved.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>US dollars reserved; null when the model has no price.</summary>
    public decimal? Cost { get; init; }
}

/// <summary>What a model call or a tool call came to.</summary>
public sealed record SpendSettled : RunEvent
{
    /// <summary>The reservation's id, or one of its own when nothing was reserved; of a tool call its idempotency key.</summary>
    public required string Id { get; init; }

    /// <summary>The turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The tool call; null for a model call.</summary>
    public string? CallId { get; init; }

    /// <summary>The tool.</summary>
    public string? Tool { get; init; }

    /// <summary>The provider, as its client calls itself.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that answered or was asked.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens charged.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>US dollars; null when the model has no price.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Where the amount comes from.</summary>
    public required SpendBasis Basis { get; init; }

    /// <summary>Why it is not as the provider reported it.</summary>
    public string? Reason { get; init; }
}

/// <summary>Somebody raised the caps of the run.</summary>
public sealed record BudgetRaised : RunEvent
{
    /// <summary>US dollars more.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Tokens more.</summary>
    public long? Tokens { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A budget did not allow a call. Nothing was sent, and no tool began.</summary>
public sealed record BudgetBreached : RunEvent
{
    /// <summary>The account that had no room.</summary>
    public required string Account { get; init; }

    /// <summary>What follows: for <see cref="BudgetBreach.End"/> a model call ends the run, and a tool call is refused and the model told.</summary>
    [System.Text.Json.Serialization.JsonRequired]
    public BudgetBreach Response { get; init; }

    /// <summary>The turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The model that was to be asked.</summary>
    public string? Model { get; init; }

    /// <summary>The tool call; null for a model call.</summary>
    public string? CallId { get; init; }

    /// <summary>The tool.</summary>
    public string? Tool { get; init; }
}

/// <summary>A budget is used up to a part at which the host wants to be warned. Once per run, budget and part.</summary>
public sealed record BudgetWarned : RunEvent
{
    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>The part (<see cref="BudgetOptions.WarnAt"/>), between 0 and 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>Spent and reserved, in the account's unit: billionths of a dollar, tokens or calls.</summary>
    public required long Used { get; init; }

    /// <summary>The cap, in the same unit.</summary>
    public required long Limit { get; init; }
}
