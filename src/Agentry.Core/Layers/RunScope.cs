using System.Runtime.CompilerServices;

namespace Agentry;

/// <summary>
/// A run whose loop is somebody else's. Inside it <see cref="GuardedChatClient"/> and <see cref="GuardedFunction"/> belong together: model
/// calls and tool calls count against one set of limits, go into one log, and a tool runs once for each call that the model proposed.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Begin it where the foreign loop is called, outside of any retry of it, and dispose it when the request is done.</para>
/// <para>
/// It is ambient (<see cref="Current"/>) for everything awaited from there. A scope that is begun inside an async iterator is lost at the
/// iterator's next yield; there, read the loop's stream through <see cref="Around"/>.
/// </para>
/// <para>
/// A scope inside another one, or inside a tool call, is a child run: it takes over the caller, ends with its parent, and what it uses
/// counts against the parent's limits too.
/// </para>
/// </remarks>
public sealed class RunScope : IAsyncDisposable
{
    private static readonly AsyncLocal<RunScope?> Ambient = new();
    private static readonly RunReason Ended = new(RunReasonCodes.ScopeEnded, "The run scope was disposed.");

    private readonly RunScope? _outer;
    private readonly ToolCallContext? _call;
    private readonly CallGate _gate = new();

    private RunScope(AgentPipeline pipeline, AgentCaller? caller, RunLimits? limits, bool acceptUnproposed)
    {
        _outer = Current;
        _call = ToolCallContext.Current;
        RunContext? parent = _outer?.Context ?? _call?.Run;
        Context = ScopeOpener.Open(pipeline, caller, limits, parent, parent is not null && parent == _call?.Run ? _call.CallId : null);
        Tools = new ScopeTools(Context, _gate, acceptUnproposed);
        Approvals = new ScopeApprovals(Context, Tools.Proposals);
        Models = new ScopeModels(Context, Tools.Proposals);
        Context.RecordedAnswer = Tools.Proposals.AnswerOf;
        pipeline.Runtime.Active.TryEnter(Context.Log.Run, Context.Cancellation, Context.Log, resumable: false);
        pipeline.Runtime.Leases.Wake();
    }

    /// <summary>The scope around the current code; null outside one, and inside a tool call of a run that it is not the scope of.</summary>
    public static RunScope? Current
    {
        get
        {
            RunScope? scope = Ambient.Value;
            while (scope is { _gate.IsShut: true })
                scope = scope._outer;
            ToolCallContext? call = ToolCallContext.Current;
            return scope is null || call is null || call.Run == scope.Context || call == scope._call ? scope : null;
        }
    }

    /// <summary>The run's id, under which its log is found.</summary>
    public RunId RunId => Context.RunId;

    internal RunContext Context { get; }

    internal ScopeTools Tools { get; }

    internal ScopeModels Models { get; }

    internal ScopeApprovals Approvals { get; }

    /// <summary>True once an <see cref="ApprovalGateClient"/> stands above the loop.</summary>
    internal bool HasGate { get; set; }

    /// <summary>Begins a scope and makes it the current one.</summary>
    /// <param name="pipeline">The layers, of an agent or from <see cref="AgentPipeline.Create"/>.</param>
    /// <param name="caller">On whose behalf; by default the caller of the run around it, or else nobody in particular.</param>
    /// <param name="limits">Tightens the pipeline's limits.</param>
    /// <param name="acceptUnproposed">
    /// Whether tools run for calls that no reply in this scope proposed: for hosts whose model calls do not go through a
    /// <see cref="GuardedChatClient"/>. Then each such invocation is a call of its own, and a loop that repeats it repeats the effect.
    /// False by default: such a call is refused, whatever approval the loop was handed.
    /// </param>
    public static RunScope Begin(AgentPipeline pipeline, AgentCaller? caller = null, RunLimits? limits = null, bool acceptUnproposed = false)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        RunLimitsValidator.Check(limits);
        var scope = new RunScope(pipeline, caller, limits, acceptUnproposed);
        Ambient.Value = scope;
        return scope;
    }

    /// <summary>Reads a stream with this scope as the current one, for code that is an async iterator itself and would lose it at each yield.</summary>
    public async IAsyncEnumerable<T> Around<T>(IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Ambient.Value = this;
        IAsyncEnumerator<T> enumerator = stream.GetAsyncEnumerator(cancellationToken);
        await using (enumerator.ConfigureAwait(false))
        {
            while (await enumerator.MoveNextAsync().ConfigureAwait(false))
            {
                yield return enumerator.Current;
                Ambient.Value = this;
            }
        }
    }

    /// <summary>
    /// Ends the run: gives up what is still at work in it (a tool gets <see cref="AgentOptions.CancellationGrace"/>), answers every call in
    /// the log, and gives the outer scope back.
    /// </summary>
    /// <exception cref="RunStoreException">The store could not write the end.</exception>
    public ValueTask DisposeAsync()
    {
        // Here and not in an async method, whose changes of ambient values its caller would not see.
        if (ReferenceEquals(Ambient.Value, this))
            Ambient.Value = _outer;
        return EndAsync();
    }

    /// <summary>A scope for one call that nobody began one for; it is not ambient.</summary>
    internal static RunScope Implicit(AgentPipeline pipeline) => new(pipeline, null, null, acceptUnproposed: true);

    private async ValueTask EndAsync()
    {
        if (!_gate.Shut())
            return;
        AgentryRuntime runtime = Context.Pipeline.Runtime;
        try
        {
            Context.Cancellation.Cancel(Ended);
            Models.Close();
            await _gate.Empty.ConfigureAwait(false);
            RunOutcome outcome = Outcome();
            if (outcome.Reason?.Code == RunReasonCodes.CancelledBySignal)
                await RunCloser.AnswerCancelSignalsAsync(runtime.Store, Context.Log).ConfigureAwait(false);
            LatencyBreaches.CutRun(Context, outcome);
            RunCloser.Close(Context.Log, outcome, "", ToolMessages.NotSeen);
            await Context.Log.FlushAsync().ConfigureAwait(false);
            runtime.Logger.RunEnded(Context.AgentName, RunId.Value, outcome.Status);
        }
        finally
        {
            runtime.Active.Leave(Context.Log.Run);
            Context.Cancellation.Dispose();
        }
    }

    /// <summary>The loop does not tell how it ended: that is read from what reached the run first, then from its limits, then from its last model call.</summary>
    private RunOutcome Outcome()
    {
        RunReason cause = Context.Cancellation.Cause!;
        if (cause.Code == RunReasonCodes.MaxDuration)
            return RunOutcome.Limit(cause.Code, cause.Message, "");
        if (cause.Code != RunReasonCodes.ScopeEnded)
            return new RunOutcome { Status = RunStatus.Cancelled, Reason = cause };
        if (Models.LimitHit is { } limit)
            return limit;
        return Tools.LimitHit is { } calls
            ? RunOutcome.Limit(calls, $"The run scope reached its limit of tool calls ({calls}).", "")
            : Models.Outcome;
    }
}
