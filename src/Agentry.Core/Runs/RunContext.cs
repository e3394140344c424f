using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A run while it is at work: what its layers may know of it and add to it. Thread-safe except where said.</summary>
public sealed class RunContext
{
    private ConcurrentDictionary<object, object>? _items;

    internal RunContext(AgentPipeline pipeline, RunLog log, RunMeter meter, RunCancellation cancellation, byte[] salt)
    {
        Pipeline = pipeline;
        Log = log;
        Meter = meter;
        Cancellation = cancellation;
        Salt = salt;
        Started = log.State.Started!;
        AgentActor = $"agent:{Started.Agent}";
    }

    /// <summary>The run's id.</summary>
    public RunId RunId => Log.Run.RunId;

    /// <summary>The agent's name.</summary>
    public string AgentName => Started.Agent;

    /// <summary>The agent's version.</summary>
    public string AgentVersion => Started.AgentVersion;

    /// <summary>On whose behalf it acts.</summary>
    public AgentCaller Caller => Started.Caller;

    /// <summary>The conversation it continues.</summary>
    public string? ConversationId => Started.ConversationId;

    /// <summary>The run that started this one from a tool.</summary>
    public RunId? ParentRun => Started.ParentRun is { } id ? new RunId(id) : null;

    /// <summary>The run at the top of the chain of parents; this one when it has none.</summary>
    public RunId RootRun => Started.RootRun is { } id ? new RunId(id) : RunId;

    /// <summary>True when no tool with an effect runs: what would happen is found out and said.</summary>
    public bool IsDryRun => Started.DryRun == true;

    /// <summary>The tools that the task declared at its start; null declares none and allows all.</summary>
    public IReadOnlyList<string>? TaskTools => Started.TaskTools;

    /// <summary>0 for a run that nobody started from a tool.</summary>
    public int Depth => Started.Depth;

    /// <summary>The limits in force.</summary>
    public RunLimits Limits => Started.Limits;

    /// <summary>Facts of the host about the run.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Started.Metadata ?? System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The model that the agent asks for; null leaves it to the client, and to the caller in a <see cref="RunScope"/>.</summary>
    public string? ModelId => Loop?.Options?.ModelId;

    /// <summary>The run as its log tells it so far. For reading: only the owner applies events. It stands still before and after <c>next</c> of a run layer, and moves elsewhere.</summary>
    public RunState State => Log.State;

    /// <summary>Why the run must end; null while it may go on. Tells a cancelled run from a step that took too long.</summary>
    public RunReason? CancelReason => Cancellation.Cause;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => Pipeline.Runtime.Services;

    /// <summary>The clock.</summary>
    public TimeProvider Time => Pipeline.Runtime.Time;

    /// <summary>When <see cref="RunLimits.MaxDuration"/> of this run, or of a run above it, ends it; null without that limit. Waiting beyond it is pointless.</summary>
    public DateTimeOffset? Deadline { get; internal init; }

    /// <summary>True when the caller reads the answer as a stream.</summary>
    public bool IsStreaming { get; internal init; }

    /// <summary>True in a <see cref="RunScope"/>, whose loop is somebody else's: no run layer goes around it, and its tokens are the caller's.</summary>
    public bool IsScope => Loop is null;

    /// <summary>The request's messages. A layer in <see cref="RunStage.InputGuardrail"/> may replace them; only what is here then is logged and sent.</summary>
    public IReadOnlyList<ChatMessage> Input { get; set; } = [];

    /// <summary>What features keep for the length of the run. Use a key that only you have.</summary>
    public ConcurrentDictionary<object, object> Items =>
        _items ?? Interlocked.CompareExchange(ref _items, ContextItems.Create(), null) ?? _items;

    /// <summary>How the run ends when an exception leaves the run pipeline; null when it does not end, because the store failed or refused, or the worker handed it over.</summary>
    /// <param name="exception">What a run layer caught around <c>next</c> and will rethrow.</param>
    public RunOutcome? OutcomeOf(Exception exception) => exception switch
    {
        RunStoreException or RunRefusedException => null,
        OperationCanceledException when IsHandedOver => null,
        OperationCanceledException when CancelReason is { } cause => cause.Code == RunReasonCodes.MaxDuration
            ? RunOutcome.Limit(cause.Code, cause.Message, TextSoFar)
            : new RunOutcome { Status = RunStatus.Cancelled, Reason = cause, Text = TextSoFar },
        _ => RunOutcome.Fail(
            RunReasonCodes.LayerFailed,
            "A layer of the pipeline could not do its work; the run fails closed.",
            FailureClassifier.Classify(exception)),
    };

    /// <summary>Adds an event of a feature to the run log. It is stored with the run's next commit.</summary>
    public void Record(ExtensionEvent @event) => Log.Append(@event, Actors.Agentry);

    /// <summary>
    /// Tells an observer of every event that is added to the run log from now on, on the thread that adds it and before it is stored. It must be quick and only look: one that throws is
    /// logged and the run goes on.
    /// </summary>
    public void Observe(Action<RunEvent> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Log.Observe(observer);
    }

    /// <summary>Adds content that an event can point to; it is stored in the same commit as the event.</summary>
    public BlobRef AddBlob(ReadOnlySpan<byte> content) => Log.Add(BlobWriter.OfBytes(content));

    /// <summary>True when this worker stops without ending the run: the host stops, or another worker owns it.</summary>
    internal bool IsHandedOver => CancelReason?.Code is RunReasonCodes.HostStopping or RunReasonCodes.LeaseLost;

    internal AgentPipeline Pipeline { get; }

    internal RunLog Log { get; }

    internal RunMeter Meter { get; }

    /// <summary>The caps of the run and of those above it.</summary>
    internal RunBudget Budget { get; init; } = null!;

    internal RunCancellation Cancellation { get; }

    /// <summary>The shape that the answer must have; null for any text.</summary>
    internal AnswerContract? Answer { get; init; }

    /// <summary>Whether streamed text is kept from the reader until the whole answer has been checked.</summary>
    internal bool HoldsText => Answer is not null || Pipeline.HoldsText;

    internal RunUpdates Updates { get; init; } = RunUpdates.None;

    internal string AgentActor { get; }

    internal byte[] Salt { get; }

    /// <summary>What the loop keeps; null in a <see cref="RunScope"/>, whose loop is somebody else's.</summary>
    internal LoopState Loop { get; init; } = null!;

    /// <summary>The recorded answer of a call, for histories that lost it.</summary>
    internal Func<FunctionCallContent, object?>? RecordedAnswer { get; set; }

    private RunStarted Started { get; }

    /// <summary>The layers that hold the text back did not see it: it stays back.</summary>
    private string TextSoFar => IsScope || Pipeline.HoldsText ? "" : Loop.Text;

    internal static byte[] NewSalt() => RandomNumberGenerator.GetBytes(StoredBlob.SaltSize);
}
