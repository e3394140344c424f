namespace Agentry;

/// <summary>A foreign loop asked for a call that no reply in this run proposed.</summary>
public sealed record CallRequested : RunEvent
{
    /// <summary>The id given to the call.</summary>
    public required string CallId { get; init; }

    /// <summary>Its place among such calls, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }
}

/// <summary>
/// A reply proposed a call again because a loop repeated its request after the call had run: nothing ran, and the model is told the earlier answer.
/// </summary>
public sealed record CallRepeated : RunEvent
{
    /// <summary>The call's id in the repeated reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The idempotency key of the call that ran.</summary>
    public required string Key { get; init; }

    /// <summary>How that one ended.</summary>
    public required ToolOutcomeKind Outcome { get; init; }

    /// <summary>What the model is told, as JSON.</summary>
    public required BlobRef Result { get; init; }
}

/// <summary>Arguments that did not fit the tool's schema were changed by its contract, as the host allowed it, and fit since.</summary>
/// <remarks>Written each time that the call passes its contract: once more when it goes on after it was suspended.</remarks>
public sealed record ArgumentsCoerced : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>What was changed, in the order in which it was done.</summary>
    public required IReadOnlyList<CoercedArgument> Changes { get; init; }
}

/// <summary>One change.</summary>
/// <param name="Pointer">RFC 6901 pointer to the value that was changed. Names that the schema does not declare, which may be content, are <c>*</c>.</param>
/// <param name="Coercion">What was done.</param>
public sealed record CoercedArgument(string Pointer, Coercions Coercion);

/// <summary>A call passed every check and is about to run. Written, for tools with an effect, before the effect can begin.</summary>
public sealed record ToolIntended : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>Its place in the reply, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The contract's version.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The idempotency key: a hash of the run, the sequence of the reply and the ordinal.</summary>
    public required string Key { get; init; }

    /// <summary>Salted hash of the canonical arguments.</summary>
    public required string ArgumentsHash { get; init; }

    /// <summary>The arguments, when they differ from what the model wrote.</summary>
    public BlobRef? Arguments { get; init; }

    /// <summary>What the contract promises about repeating it.</summary>
    public required ToolEffect Effect { get; init; }

    /// <summary>The risk tier.</summary>
    public RiskTier Risk { get; init; }

    /// <summary>When the call counts as timed out.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>True when a claim on accounts went with it, under <see cref="Key"/>: if the store does not hold that claim, it was refused and the call never ran.</summary>
    public bool? Claims { get; init; }
}

/// <summary>A call has an outcome. Without an intent before it, a layer answered and the tool did not run.</summary>
public sealed record ToolCompleted : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The idempotency key of the call.</summary>
    public required string Key { get; init; }

    /// <summary>How it ended; <see cref="ToolOutcomeKind.Unknown"/> means that the effect may or may not have happened.</summary>
    public required ToolOutcomeKind Outcome { get; init; }

    /// <summary>What the tool returned, or the safe message of its failure, as JSON.</summary>
    public BlobRef? Result { get; init; }

    /// <summary>The failure's class.</summary>
    public FailureClass? FailureClass { get; init; }

    /// <summary>The exception's type name.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Wall time of the execution, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>True when it arrived after the call had been given up: the earlier outcome stands in the history, this one is evidence.</summary>
    public bool Late { get; init; }
}

/// <summary>An unknown outcome became known, or nobody will know it any more.</summary>
public sealed record ToolSettled : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The idempotency key of the call.</summary>
    public required string Key { get; init; }

    /// <summary>What was found out.</summary>
    public required SettlementKind Settlement { get; init; }

    /// <summary>How the call counts now; null when it did not happen and will run.</summary>
    public ToolOutcomeKind? Outcome { get; init; }

    /// <summary>What the model is told, as JSON; null when the call will run.</summary>
    public BlobRef? Result { get; init; }

    /// <summary>True when <see cref="Result"/> is what the tool returned or would have: the checks behind the tool see it before the model does. Null: a sentence of ours.</summary>
    public bool? IsToolResult { get; init; }

    /// <summary>Why, in the words of whoever settled it.</summary>
    public string? Reason { get; init; }
}

/// <summary>A call was refused before it could run.</summary>
public sealed record ToolRefused : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool named by the model.</summary>
    public required string Tool { get; init; }

    /// <summary>A stable snake_case word, listed in <see cref="ToolRefusalCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What the model is told, as JSON.</summary>
    public required BlobRef Message { get; init; }
}

/// <summary>The model is told something else than what the tool returned, because a check behind the tool refused or rewrote it.</summary>
public sealed record ToolResultReplaced : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>A stable snake_case word: who replaced it and why.</summary>
    public required string Code { get; init; }

    /// <summary>What the model is told instead, as JSON.</summary>
    public required BlobRef Result { get; init; }
}

/// <summary>A call waits for something from outside.</summary>
public sealed record ToolSuspended : RunEvent
{
    /// <summary>The call's id in the reply.</summary>
    public required string CallId { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Salted hash of the canonical arguments that would be used.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>What it waits for.</summary>
    public required Suspension Suspension { get; init; }
}
