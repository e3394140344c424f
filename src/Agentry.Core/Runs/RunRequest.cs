using System.Collections.Frozen;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What a run is asked to do.</summary>
/// <remarks>Not thread-safe while it is being filled; a run copies what it needs at its start.</remarks>
public sealed class RunRequest
{
    /// <summary>A request with one user message.</summary>
    public RunRequest(string text)
        : this([new ChatMessage(ChatRole.User, text ?? throw new ArgumentNullException(nameof(text)))])
    {
    }

    /// <summary>A request with the messages as given; the conversation's earlier messages come before them.</summary>
    public RunRequest(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Messages = [.. messages];
    }

    /// <summary>The new messages.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>The ongoing conversation this run continues. Its earlier messages are read from the run log. Null: no conversation.</summary>
    public string? ConversationId { get; init; }

    /// <summary>What happens when another run of the conversation is not over.</summary>
    /// <value><see cref="BusyBehavior.Wait"/> by default.</value>
    public BusyBehavior WhenBusy { get; init; } = BusyBehavior.Wait;

    /// <summary>On whose behalf the run acts.</summary>
    /// <value><see cref="AgentCaller.Anonymous"/> by default.</value>
    public AgentCaller Caller { get; init; } = AgentCaller.Anonymous;

    /// <summary>The client's own key for this request: a second start with the same key, tenant and agent gives the first one's run.</summary>
    /// <value>Null: every start is a new run.</value>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// When the run that has the idempotency key ended as <see cref="RunStatus.Failed"/>: whether a new run is started under the key. It takes the
    /// key over, and its <see cref="RunStarted.EarlierRun"/> names the failed one. Its tool calls have keys of their own, so it is started only if no
    /// <see cref="ToolEffect.Keyed"/> or <see cref="ToolEffect.NonIdempotent"/> call of the failed run or its children can have had its effect;
    /// otherwise the failed run is returned, and going on needs a person or a key of its own.
    /// </summary>
    /// <value>False by default: a stored failure is the answer, as often as it is asked for.</value>
    public bool RetryFailed { get; init; }

    /// <summary>
    /// Whether to find out what the run would do without doing it: contracts, policies and risk are judged as always, tools that are not read-only do not run, and
    /// nobody is asked. <see cref="AgentRuns.PlanAsync"/> says what would have happened.
    /// </summary>
    /// <value>False by default.</value>
    public bool DryRun { get; init; }

    /// <summary>The tools that this task needs; a call of any other is denied (<c>outside_task</c>).</summary>
    /// <value>Null by default: every tool of the agent.</value>
    public IReadOnlyCollection<string>? TaskTools { get; init; }

    /// <summary>Tightens the agent's limits for this run.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>Facts of the host about the run, kept in the log and never sent to a model.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>An id that ties the run to the request that caused it. Null: the current trace id, if there is one.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Requests a run with one user message.</summary>
    public static implicit operator RunRequest(string text) => new(text);

    /// <summary>Requests a run with one user message.</summary>
    public static RunRequest FromString(string text) => new(text);
}
