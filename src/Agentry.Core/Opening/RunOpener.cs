using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Makes the context of a run: a new one, or one that goes on from its log.</summary>
internal sealed class RunOpener(AgentDefinition agent)
{
    private readonly RunReader _reader = new(agent.Runtime);

    public async ValueTask<RunContext> OpenAsync(RunRequest request, RunStart start, CancellationToken cancellationToken)
    {
        AgentryRuntime runtime = agent.Runtime;
        var key = new RunKey(request.Caller.Tenant, new RunId(runtime.Ids.NewId()));
        string? correlation = request.CorrelationId ?? Activity.Current?.TraceId.ToString();
        LoopState loop = NewLoop(request.Caller);
        RunId? previous = request.ConversationId is null
            ? null
            : await _reader.LoadConversationAsync(key.Tenant, request.ConversationId, loop.History, cancellationToken).ConfigureAwait(false);
        loop.History.OwnFrom = loop.History.Count;

        RunLog log = runtime.NewLog(key, correlation);
        byte[] salt = RunContext.NewSalt();
        RunLimits limits = LimitsOf(request, start.Parent);
        log.Append(
            new RunStarted
            {
                Agent = agent.Name,
                AgentVersion = agent.Version,
                Caller = request.Caller,
                Limits = limits,
                ConversationId = request.ConversationId,
                PreviousRun = previous?.Value,
                ParentRun = start.Parent?.Run.RunId.Value,
                ParentCallId = start.Parent?.CallId,
                Depth = start.Parent is { } parent ? parent.Run.Depth + 1 : 0,
                IdempotencyKey = request.IdempotencyKey,
                RequestHash = RequestHash.Of(request),
                Instructions = agent.Instructions is { } instructions
                    ? log.Add(BlobWriter.OfSharedText(instructions.Text))
                    : null,
                Salt = log.Add(BlobWriter.OfBytes(salt)),
                Metadata = request.Metadata.Count == 0 ? null : request.Metadata,
            },
            Actors.Caller(request.Caller));
        var cancellation = new RunCancellation();
        runtime.Active.TryEnter(key, cancellation);
        return Enter(
            log, new RunMeter(limits, start.Parent?.Run.Meter), cancellation, salt, loop, start, request.Messages, cancellationToken);
    }

    /// <summary>Takes over a run whose place among the active runs the caller has taken; null when the run is over.</summary>
    public async ValueTask<RunContext?> ReopenAsync(
        RunKey key, RunStart start, RunCancellation cancellation, CancellationToken cancellationToken)
    {
        AgentryRuntime runtime = agent.Runtime;
        long epoch = await runtime.Store.AcquireAsync(key, agent.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new AgentryException($"There is no run {key}.", FailureClass.InvalidRequest, key.RunId);
        RunLog log = runtime.NewLog(key, null);
        log.Load(await _reader.ReadStoredAsync(key, cancellationToken).ConfigureAwait(false), epoch);
        RunState state = log.State;
        if (state.Status.IsTerminal())
            return null;
        RunStarted started = state.Started!;
        LoopState loop = NewLoop(started.Caller);
        if (started.PreviousRun is { } previous)
            await _reader.LoadChainAsync(new RunKey(key.Tenant, new RunId(previous)), loop.History, cancellationToken).ConfigureAwait(false);
        loop.History.OwnFrom = loop.History.Count;
        await _reader.LoadLoopAsync(key, state, loop, cancellationToken).ConfigureAwait(false);

        byte[] salt = started.Salt is { } reference
            ? (await _reader.ReadBlobAsync(key, reference, cancellationToken).ConfigureAwait(false)).ToArray()
            : [];
        var meter = new RunMeter(started.Limits, start.Parent?.Run.Meter);
        meter.Restore(state);
        await meter.RestoreChildrenAsync(runtime.Store, key, cancellationToken).ConfigureAwait(false);
        log.Append(new RunResumed { AgentVersion = agent.Version }, $"agent:{agent.Name}");
        return Enter(log, meter, cancellation, salt, loop, start, [], cancellationToken);
    }

    private LoopState NewLoop(AgentCaller caller)
    {
        ToolSet visible = agent.Tools.VisibleTo(caller);
        var loop = new LoopState(visible, agent.OptionsFor(visible));
        if (agent.Instructions is { } instructions)
            loop.History.Add(instructions);
        return loop;
    }

    private RunLimits LimitsOf(RunRequest request, ToolCallContext? parent)
    {
        RunLimits limits = agent.Options.Limits.Tighten(request.Limits);
        return parent is null
            ? limits
            : limits.Tighten(new RunLimits { MaxDepth = parent.Run.Limits.MaxDepth, MaxStepDuration = parent.Run.Limits.MaxStepDuration });
    }

    private RunContext Enter(
        RunLog log,
        RunMeter meter,
        RunCancellation cancellation,
        byte[] salt,
        LoopState loop,
        RunStart start,
        IReadOnlyList<ChatMessage> input,
        CancellationToken cancellationToken)
    {
        RunLimits limits = log.State.Started!.Limits;
        DateTimeOffset? deadline = null;
        if (limits.MaxDuration is { } duration)
        {
            TimeSpan left = duration - log.State.ActiveTime;
            left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            deadline = agent.Runtime.Time.GetUtcNow() + left;
            cancellation.After(
                left,
                agent.Runtime.Time,
                new RunReason(RunReasonCodes.MaxDuration, $"The run took longer than {duration}."));
        }

        if (start.Parent?.Run.Deadline is { } above && !(deadline < above))
            deadline = above;
        cancellation.Follow(start.Parent is null
            ? new RunReason(RunReasonCodes.CancelledByCaller, "The caller cancelled the run.")
            : RunExecution.ParentReason, cancellationToken);
        start.Attach(cancellation);
        return new RunContext(agent.Pipeline, log, meter, cancellation, salt)
        {
            Deadline = deadline,
            IsStreaming = start.Updates.HasReader,
            Updates = start.Updates,
            Loop = loop,
            Input = input,
        };
    }
}
