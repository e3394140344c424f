using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What the layers of one model call share: how long it may take, what may still come, and that somebody retries already.</summary>
internal sealed class ResilientCall
{
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>True inside a retry. A pipeline inside this one, around an agent's client for example, then leaves retrying to it.</summary>
    public bool IsRetried { get; set; }

    /// <summary>Whether the model that is asked now may be asked once more.</summary>
    public bool MayTryAgain { get; set; }

    /// <summary>The models that may still be asked after this one.</summary>
    public int MoreModels { get; set; }

    public static ResilientCall? From(ChatOptions? options) =>
        ModelCallContext.From(options)?.Items.GetValueOrDefault(typeof(ResilientCall)) as ResilientCall;

    /// <summary>Begins a call that has to end with everything above it; null inside one that has begun.</summary>
    public static ResilientCall? Begin(ModelCallContext? context, TimeSpan total, TimeProvider time)
    {
        DateTimeOffset deadline = time.GetUtcNow() + total;
        if (context?.Deadline < deadline)
            deadline = context.Deadline.Value;
        var call = new ResilientCall { Deadline = deadline };
        return context is null || context.Items.TryAdd(typeof(ResilientCall), call) ? call : null;
    }

    public static void End(ModelCallContext? context) => context?.Items.TryRemove(typeof(ResilientCall), out _);

    public TimeSpan Left(TimeProvider time) => Deadline - time.GetUtcNow();

    /// <summary>What an attempt may take of the time that is left: it shares equally with one more attempt at its model and with each further model. Null: all of it, nothing comes after.</summary>
    public TimeSpan? Share(TimeProvider time)
    {
        int parts = 1 + (MayTryAgain ? 1 : 0) + MoreModels;
        return parts == 1 ? null : Left(time) / parts;
    }
}
