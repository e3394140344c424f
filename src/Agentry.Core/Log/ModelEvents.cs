using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The model answered.</summary>
public sealed record ModelReplied : RunEvent
{
    /// <summary>The turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>The reply's messages as they go into the history, after the guards.</summary>
    public required IReadOnlyList<BlobRef> Messages { get; init; }

    /// <summary>The tool calls that the reply asks for, in its order.</summary>
    [JsonRequired]
    public IReadOnlyList<ProposedCall> Calls { get; init; } = [];

    /// <summary>Why the model stopped.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model that answered.</summary>
    public string? ModelId { get; init; }

    /// <summary>Tokens, as the provider reported them.</summary>
    [JsonRequired]
    public TokenUsage Usage { get; init; } = TokenUsage.Unknown;
}

/// <summary>A call that a model reply asked for.</summary>
/// <param name="CallId">The id by which its result is told to the model.</param>
/// <param name="Tool">The name the model used, which need not exist.</param>
public sealed record ProposedCall(string CallId, string Tool)
{
    /// <summary>True when its arguments could not be read: nothing runs with what the log holds of them.</summary>
    public bool? Unreadable { get; init; }

    internal static ProposedCall Of(FunctionCallContent call) =>
        new(call.CallId, call.Name) { Unreadable = call.Exception is null ? null : true };
}

/// <summary>Tokens of one model call; null where the provider said nothing.</summary>
public sealed record TokenUsage
{
    internal static TokenUsage Unknown { get; } = new();

    /// <summary>Tokens read, cached ones included.</summary>
    public long? Input { get; init; }

    /// <summary>Tokens written, reasoning included.</summary>
    public long? Output { get; init; }

    /// <summary>Of the input, those read from the provider's cache.</summary>
    public long? CachedInput { get; init; }

    /// <summary>Of the input, those written into the provider's cache.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>Of the output, those spent on reasoning.</summary>
    public long? Reasoning { get; init; }
}

/// <summary>A model call failed, and no layer could make up for it.</summary>
public sealed record ModelFailed : RunEvent
{
    /// <summary>The turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>What kind of failure.</summary>
    public required FailureClass FailureClass { get; init; }

    /// <summary>The exception's type name; its text may hold content and is only logged.</summary>
    public required string ErrorType { get; init; }

    /// <summary>What the failed call used, as in <see cref="ModelInterrupted.EstimatedUsage"/>.</summary>
    [JsonRequired]
    public TokenUsage EstimatedUsage { get; init; } = TokenUsage.Unknown;
}

/// <summary>A model call was given up before its reply was complete: cancelled, timed out, or its stream was abandoned.</summary>
public sealed record ModelInterrupted : RunEvent
{
    /// <summary>The turn, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>Characters of text that had been streamed by then.</summary>
    public int TextLength { get; init; }

    /// <summary>Usage reported before the interruption, or an estimate of what was streamed (one token per four UTF-8 bytes).</summary>
    [JsonRequired]
    public TokenUsage EstimatedUsage { get; init; } = TokenUsage.Unknown;
}
