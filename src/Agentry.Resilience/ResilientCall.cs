using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What the layers of one model call share: how long it may take, and that somebody retries already.</summary>
internal sealed class ResilientCall
{
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>True inside a retry. A pipeline inside this one, around an agent's client for example, then leaves retrying to it.</summary>
    public bool IsRetried { get; set; }

    public static ResilientCall? From(ChatOptions? options) =>
        ModelCallContext.From(options)?.Items.GetValueOrDefault(typeof(ResilientCall)) as ResilientCall;

    /// <summary>Begins a call that has to end with everything above it; null inside one that has begun.</summary>
    public static ResilientCall? Begin(ModelCallContext? context, TimeSpan total, TimeProvider time)
    {
        DateTimeOffset deadline = time.GetUtcNow() + total;
        if (context?.Run is { } run)
        {
            if (run.Limits.MaxStepDuration is { } step && time.GetUtcNow() + step < deadline)
                deadline = time.GetUtcNow() + step;
            if (run.Deadline < deadline)
                deadline = run.Deadline.Value;
        }

        var call = new ResilientCall { Deadline = deadline };
        return context is null || context.Items.TryAdd(typeof(ResilientCall), call) ? call : null;
    }

    public static void End(ModelCallContext? context) => context?.Items.TryRemove(typeof(ResilientCall), out _);
}
