using System.Diagnostics;
using System.Text;
using System.Text.Json;
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
        LoopState loop = NewLoop(request.Caller, start.Answer);
        RunId? previous = request.ConversationId is null
            ? null
            : await _reader.LoadConversationAsync(key.Tenant, request.ConversationId, loop.History, cancellationToken).ConfigureAwait(false);
        loop.History.OwnFrom = loop.History.Count;

        KeyHolder? holder = request.IdempotencyKey is { } clientKey
            ? await runtime.Store.FindKeyAsync(key.Tenant, agent.Name, clientKey, cancellationToken).ConfigureAwait(false)
            : null;
        RunLog log = runtime.NewLog(key, correlation, previous, start.TakesKeyFrom);
        byte[] salt = RunContext.NewSalt();
        RunLimits limits = LimitsOf(request, start.Parent);
        RunBudget? above = start.Parent?.Run.Budget;
        RunBudget.Require(agent.Pipeline, limits, above, key.RunId);
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
                RootRun = start.Parent?.Run.RootRun.Value,
                DryRun = request.DryRun || start.Parent?.Run.IsDryRun == true ? true : null,
                TaskTools = request.TaskTools is { } declared ? [.. declared] : null,
                Depth = start.Parent is { } parent ? parent.Run.Depth + 1 : 0,
                IdempotencyKey = request.IdempotencyKey,
                EarlierRun = holder?.Run.Value,
                RequestHash = RequestHash.Of(request, start.Answer),
                Instructions = agent.Instructions is { } instructions
                    ? log.Add(BlobWriter.OfSharedText(instructions.Text))
                    : null,
                Salt = log.Add(BlobWriter.OfBytes(salt)),
                Metadata = request.Metadata.Count == 0 ? null : request.Metadata,
                Answer = start.Answer is { } answer
                    ? new AskedAnswer { Name = answer.Name, SchemaHash = answer.Hash, Schema = log.Add(BlobWriter.OfSharedText(answer.SchemaText)) }
                    : null,
            },
            Actors.Caller(request.Caller));
        var cancellation = new RunCancellation();
        runtime.Active.TryEnter(key, cancellation, log);
        return Enter(
            log, new RunMeter(limits, start.Parent?.Run.Meter), cancellation, salt, loop, start, start.Answer, request.Messages, above, cancellationToken);
    }

    /// <summary>Takes over a run whose place among the active runs the caller has taken; null when it is over or another worker holds it.</summary>
    public async ValueTask<RunContext?> ReopenAsync(
        RunKey key, RunStart start, RunCancellation cancellation, CancellationToken cancellationToken)
    {
        long begun = agent.Runtime.Time.GetTimestamp();
        if (await EpochAsync(key, start, cancellationToken).ConfigureAwait(false) is not { } epoch)
            return null;
        try
        {
            return await ReopenAsync(key, epoch, begun, start, cancellation, cancellationToken).ConfigureAwait(false);
        }
        catch when (start.Claim is null)
        {
            // What recovery claimed it gives back itself, with a delay.
            await GiveBackAsync(new RunLease(key, agent.Runtime.Owner, epoch)).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<RunContext?> ReopenAsync(
        RunKey key, long epoch, long begun, RunStart start, RunCancellation cancellation, CancellationToken cancellationToken)
    {
        AgentryRuntime runtime = agent.Runtime;
        RunLog log = runtime.NewLog(key, null);
        log.Load(await _reader.ReadStoredAsync(key, cancellationToken).ConfigureAwait(false), epoch);
        log.Extend(begun);
        RunState state = log.State;
        if (state.Status.IsTerminal() || await ScopeOpener.EndAbandonedAsync(runtime.Store, log).ConfigureAwait(false))
            return null;
        if (runtime.Active.Find(key) is { } active)
            active.Log = log;
        AnswerContract? answer = await AnswerOfAsync(key, state.Started!.Answer, start, cancellationToken).ConfigureAwait(false);
        bool interrupted = state.Status == RunStatus.Running;
        LoopState loop = await LoadAsync(key, state, answer, interrupted, cancellationToken).ConfigureAwait(false);
        long charged = state.Status == RunStatus.Running ? ChargeLostReply(log, loop) : 0;
        int? restarted = state is { Status: RunStatus.Running, EndsInterrupted: true } ? state.Turns : null;
        if (await GoOnAsync(log, start).ConfigureAwait(false))
            loop = await LoadAsync(key, state, answer, interrupted, cancellationToken).ConfigureAwait(false);
        loop.RestartedTurn = restarted;
        RunStarted started = state.Started!;

        byte[] salt = started.Salt is { } reference
            ? (await _reader.ReadBlobAsync(key, reference, cancellationToken).ConfigureAwait(false)).ToArray()
            : [];
        RunBudget? above = start.Parent?.Run.Budget ?? await RunBudget.AboveAsync(_reader, key, state, cancellationToken).ConfigureAwait(false);
        RunBudget.Require(agent.Pipeline, started.Limits, above, key.RunId);
        RunLimits inForce = state.RaisedTokens == 0 ? started.Limits : started.Limits with { MaxTokens = started.Limits.MaxTokens + state.RaisedTokens };
        var meter = new RunMeter(inForce, start.Parent?.Run.Meter);
        meter.Restore(state);
        await meter.RestoreChildrenAsync(runtime.Store, key, cancellationToken).ConfigureAwait(false);
        start.Parent?.Run.Meter.AddTokens(charged);
        return Enter(log, meter, cancellation, salt, loop, start, answer, [], above, cancellationToken);
    }

    /// <summary>A run that cannot be read here does not wait for a lease that nobody uses.</summary>
    private async ValueTask GiveBackAsync(RunLease lease)
    {
        try
        {
            await agent.Runtime.Store.ReleaseAsync(lease, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The lease runs out by itself.
            agent.Runtime.Logger.LeasesNotRenewed(e, agent.Runtime.Owner);
        }
    }

    /// <summary>
    /// A worker that was gone where a reply was to come next had asked for it, as far as anybody can know. It is charged: one token per four bytes of
    /// what was sent, and as output all that the agent allows; and the model is asked again. A worker that stopped in order has charged it itself.
    /// </summary>
    /// <returns>The tokens charged.</returns>
    private long ChargeLostReply(RunLog log, LoopState loop)
    {
        if (!loop.InputAccepted || log.State.HasOpenCalls || log.State.EndsInterrupted)
            return 0;
        long sent = loop.History.TextBytes();
        var usage = new TokenUsage { Input = (sent + 3) / 4, Output = agent.Options.MaxOutputTokens ?? 0 };
        int turn = log.State.Turns + 1;
        log.Append(new ModelInterrupted { Turn = turn, EstimatedUsage = usage }, Actors.Agentry);
        return (usage.Input ?? 0) + (usage.Output ?? 0);
    }

    /// <summary>The shape that the run was asked for: with the type of whoever goes on with it, or with the schema in the log alone.</summary>
    /// <exception cref="AgentryException">Another type is expected now.</exception>
    private async ValueTask<AnswerContract?> AnswerOfAsync(RunKey key, AskedAnswer? asked, RunStart start, CancellationToken cancellationToken)
    {
        if (start.Answer is { } expected)
            return asked?.SchemaHash == expected.Hash ? expected : throw expected.Mismatch(key.RunId, agent.Name);
        if (asked is null)
            return null;
        string schema = JsonSerializer.Deserialize(
            (await _reader.ReadBlobAsync(key, asked.Schema, cancellationToken).ConfigureAwait(false)).Span, ScalarJson.Default.String)!;
        using JsonDocument document = JsonDocument.Parse(schema);
        return agent.Pipeline.Answers.Of(asked.Name, document.RootElement);
    }

    /// <summary>What the loop had in memory.</summary>
    private async ValueTask<LoopState> LoadAsync(
        RunKey key, RunState state, AnswerContract? answer, bool interrupted, CancellationToken cancellationToken)
    {
        LoopState loop = NewLoop(state.Started!.Caller, answer);
        if (state.Started.PreviousRun is { } previous)
            await _reader.LoadChainAsync(new RunKey(key.Tenant, new RunId(previous)), loop.History, cancellationToken).ConfigureAwait(false);
        loop.History.OwnFrom = loop.History.Count;
        await _reader.LoadLoopAsync(key, state, loop, interrupted, cancellationToken).ConfigureAwait(false);
        return loop;
    }

    /// <summary>Says in the log who goes on, with what came into the mailbox, before anything is done about it.</summary>
    /// <returns>Whether anything came.</returns>
    private async ValueTask<bool> GoOnAsync(RunLog log, RunStart start)
    {
        ResumeCause cause = log.State.Status == RunStatus.Running ? ResumeCause.Interrupted
            : start.Claim is null ? ResumeCause.Asked : ResumeCause.Woken;
        log.Append(new RunResumed { AgentVersion = agent.Version, Cause = cause, Worker = agent.Runtime.Owner }, $"agent:{agent.Name}");
        await ToolClaims.SettleRefusedAsync(agent.Runtime.Store, log).ConfigureAwait(false);
        await LostSpend.SettleAsync(agent.Runtime.Store, log).ConfigureAwait(false);
        bool folded = await new Mailbox(agent.Runtime, log).FoldAsync().ConfigureAwait(false);
        await log.FlushAsync().ConfigureAwait(false);
        return folded;
    }

    /// <summary>Of a run that recovery claimed, its claim's; null when the run is over or another worker holds it.</summary>
    private async ValueTask<long?> EpochAsync(RunKey key, RunStart start, CancellationToken cancellationToken)
    {
        if (start.Claim is { } claim)
            return claim.Epoch;
        AcquireResult acquired = await agent.Runtime.Store.AcquireAsync(key, agent.Runtime.Lease, cancellationToken).ConfigureAwait(false);
        return acquired.Outcome switch
        {
            AcquireOutcome.Acquired => acquired.Epoch,
            AcquireOutcome.NoSuchRun => throw new AgentryException($"There is no run {key}.", FailureClass.InvalidRequest, key.RunId),
            _ => null,
        };
    }

    private LoopState NewLoop(AgentCaller caller, AnswerContract? answer)
    {
        ToolSet visible = agent.Tools.VisibleTo(caller);
        ChatOptions options = agent.OptionsFor(visible);
        if (answer is not null)
            options.ResponseFormat = answer.Format;
        var loop = new LoopState(visible, options);
        if (agent.Instructions is { } instructions)
            loop.History.Add(instructions);
        return loop;
    }

    private RunLimits LimitsOf(RunRequest request, ToolCallContext? parent)
    {
        RunLimits limits = agent.Options.Limits.Tighten(request.Limits);
        return parent is null
            ? limits
            : limits.Tighten(parent.Run.Limits.ForChild());
    }

    /// <summary>A parent that is handed over takes its child with it: whoever goes on with the one goes on with the other.</summary>
    private static RunReason WhyGivenUp(ToolCallContext? parent) => parent switch
    {
        null => new RunReason(RunReasonCodes.CancelledByCaller, "The caller cancelled the run."),
        { Run: { IsHandedOver: true, CancelReason: { } reason } } => reason,
        _ => RunExecution.ParentReason,
    };

    private RunContext Enter(
        RunLog log,
        RunMeter meter,
        RunCancellation cancellation,
        byte[] salt,
        LoopState loop,
        RunStart start,
        AnswerContract? answer,
        IReadOnlyList<ChatMessage> input,
        RunBudget? budgetAbove,
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
        cancellation.Follow(() => WhyGivenUp(start.Parent), cancellationToken);
        start.Attach(cancellation);
        agent.Runtime.Leases.Wake();
        var context = new RunContext(agent.Pipeline, log, meter, cancellation, salt)
        {
            Budget = new RunBudget(log.Run.RunId, log.State, budgetAbove),
            Deadline = deadline,
            IsStreaming = start.Updates.HasReader,
            Updates = start.Updates,
            Loop = loop,
            Answer = answer,
            Input = input,
        };
        cancellation.Own(LatencyWatch.OfRun(context));
        return context;
    }
}
