using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A model call on its way through the model pipeline. Layers find it with <see cref="From"/> in the options they are given.</summary>
public sealed class ModelCallContext
{
    private ConcurrentDictionary<object, object>? _items;

    internal ModelCallContext(RunContext run, int turn, bool isStreaming)
    {
        Run = run;
        Turn = turn;
        IsStreaming = isStreaming;
    }

    /// <summary>The run it belongs to.</summary>
    public RunContext Run { get; }

    /// <summary>The turn, from 1.</summary>
    public int Turn { get; }

    /// <summary>True for <see cref="IChatClient.GetStreamingResponseAsync"/>.</summary>
    public bool IsStreaming { get; }

    /// <summary>When the time of the call, or of the run, is up; null without such a limit. All attempts share the time until then: begin none that does not fit any more.</summary>
    public DateTimeOffset? Deadline { get; internal set; }

    /// <summary>True once the call has taken longer than its target or its limit.</summary>
    public bool IsLate { get; internal set; }

    /// <summary>US dollars that its attempts came to so far; null while none is settled, without budgets, and when none had a price.</summary>
    public decimal? Cost { get; internal set; }

    /// <summary>The context that travels with a call; null for options that did not come through an Agentry pipeline.</summary>
    public static ModelCallContext? From(ChatOptions? options) => (options as ModelCallOptions)?.Context;

    /// <summary>What layers keep for the length of the call. Use a key that only you have.</summary>
    public ConcurrentDictionary<object, object> Items =>
        _items ?? Interlocked.CompareExchange(ref _items, ContextItems.Create(), null) ?? _items;

    /// <summary>Whether the reader of the stream can be told that text is void. Under a foreign loop, which reads plain updates, it cannot.</summary>
    public bool CanRestart => Run.Loop is not null;

    /// <summary>How often an attempt was started again. A layer that keeps streamed text back compares it: what was collected before is void.</summary>
    public int Restarts { get; private set; }

    /// <summary>Tells the reader of a stream that a layer starts the attempt again: text shown so far for this turn is void.</summary>
    public ValueTask AttemptRestartedAsync(FailureClass because)
    {
        Restarts++;
        return Run.Updates.WriteAsync(new AttemptRestartedUpdate(Turn, because));
    }
}
