namespace Agentry;

/// <summary>Where a start comes in: a known idempotency key, a seat in the conversation, then a new run or one that goes on.</summary>
internal sealed class FrontDoor(AgentDefinition agent)
{
    private readonly RunOpener _opener = new(agent);
    private readonly RunExecution _execution = new(agent);
    private readonly RunReader _reader = new(agent.Runtime);

    public async Task<AgentRun> StartAsync(RunRequest request, RunStart start, CancellationToken cancellationToken)
    {
        bool retries = request.RetryFailed;
        try
        {
            while (true)
            {
                start.TakesKeyFrom = null;
                if (await KnownAsync(request, start, retries, cancellationToken).ConfigureAwait(false) is { } known)
                    return known;
                try
                {
                    return await SeatedAsync(request, start, cancellationToken).ConfigureAwait(false);
                }
                catch (RunRefusedException e) when (e.Reason is RunReasonCodes.KeyInFlight or RunReasonCodes.ConversationMoved)
                {
                    // Another start was faster: with the same key it is a known run now, whatever becomes of it; in the same conversation it
                    // comes before this one.
                    retries &= e.Reason != RunReasonCodes.KeyInFlight;
                }
                catch (RunRefusedException e) when (e.Reason == RunReasonCodes.ConversationBusy)
                {
                    if (!await FreedAsync(request, e.ConflictingRun!.Value, cancellationToken).ConfigureAwait(false))
                        return Busy(request, e.ConflictingRun.Value);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled before the run was opened: nothing was logged.
            return Outside(request, RunStatus.Cancelled, RunReasonCodes.CancelledByCaller, "Cancelled before the run could start.");
        }
    }

    public async Task<AgentRun> ResumeAsync(RunKey key, RunStart start, CancellationToken cancellationToken)
    {
        RunSummary? summary = await agent.Runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (summary is null || summary.Agent != agent.Name)
            throw new AgentryException($"There is no run {key} of agent '{agent.Name}'.", FailureClass.InvalidRequest, key.RunId);
        var cancellation = new RunCancellation();
        if (summary.Status.IsTerminal() || !agent.Runtime.Active.TryEnter(key, cancellation))
            return await _reader.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        RunContext? run = null;
        try
        {
            run = await _opener.ReopenAsync(key, start, cancellation, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (run is null)
                agent.Runtime.Active.Leave(key);
        }

        return run is null
            ? await _reader.ReadAsync(key, cancellationToken).ConfigureAwait(false)
            : await _execution.ExecuteAsync(run).ConfigureAwait(false);
    }

    /// <summary>Goes on with a run that was claimed for this worker; null when it is at work here or over.</summary>
    public async Task<AgentRun?> RecoverAsync(ClaimedRun claim, CancellationToken cancellationToken)
    {
        RunKey key = claim.Summary.Run;
        var cancellation = new RunCancellation();
        if (!agent.Runtime.Active.TryEnter(key, cancellation))
            return null;
        RunContext? run = null;
        try
        {
            run = await _opener.ReopenAsync(key, new RunStart(RunUpdates.None, null) { Claim = claim }, cancellation, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (run is null)
                agent.Runtime.Active.Leave(key);
        }

        return run is null ? null : await _execution.ExecuteAsync(run).ConfigureAwait(false);
    }

    private async ValueTask<AgentRun> SeatedAsync(RunRequest request, RunStart start, CancellationToken cancellationToken)
    {
        if (request.ConversationId is not { } conversation)
            return await OpenAsync(request, start, cancellationToken).ConfigureAwait(false);
        using IDisposable? seat = await agent.Runtime.Conversations
            .EnterAsync(request.Caller.Tenant, conversation, request.WhenBusy == BusyBehavior.Wait, cancellationToken).ConfigureAwait(false);
        return seat is null
            ? Outside(request, RunStatus.Blocked, RunReasonCodes.ConversationBusy, $"Conversation '{conversation}' is busy with another run.")
            : await OpenAsync(request, start, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AgentRun> OpenAsync(RunRequest request, RunStart start, CancellationToken cancellationToken)
    {
        RunContext run = await _opener.OpenAsync(request, start, cancellationToken).ConfigureAwait(false);
        return await _execution.ExecuteAsync(run).ConfigureAwait(false);
    }

    /// <summary>The run that was started under the request's key, once it is not at work; null when there is none.</summary>
    private async ValueTask<AgentRun?> KnownAsync(RunRequest request, RunStart start, bool retries, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey is not { } key)
            return null;
        string tenant = request.Caller.Tenant;
        if (await agent.Runtime.Store.FindKeyAsync(tenant, agent.Name, key, cancellationToken).ConfigureAwait(false) is not { } holder)
            return null;
        RunSummary? known = await agent.Runtime.Store.GetAsync(new RunKey(tenant, holder.Run), cancellationToken).ConfigureAwait(false);
        if (known is null || (holder.IsExpired && known.Status.IsTerminal()))
            return null;
        if (known.RequestHash != RequestHash.Of(request, start.Answer))
        {
            throw new AgentryException(
                $"The idempotency key '{key}' was used for another request, which is run {known.Run}. Use a new key for a new request.",
                FailureClass.InvalidRequest,
                known.Run.RunId);
        }

        if (retries && known.Status == RunStatus.Failed
            && !await RunEffects.MayHaveHappenedAsync(agent.Runtime.Store, known.Run, cancellationToken).ConfigureAwait(false))
        {
            start.TakesKeyFrom = known.Run.RunId;
            return null;
        }

        if (known.Status.IsSuspended() && start.Parent is not null)
            return await ResumeAsync(known.Run, start, cancellationToken).ConfigureAwait(false);
        if (known.Status == RunStatus.Running)
        {
            // Its worker may be gone: then this start is the one that goes on with it.
            AgentRun run = await ResumeAsync(known.Run, start, cancellationToken).ConfigureAwait(false);
            if (run.Status != RunStatus.Running)
                return run;
            if (request.WhenBusy == BusyBehavior.Refuse)
            {
                return Outside(
                    request, RunStatus.Blocked, RunReasonCodes.KeyInFlight, $"Run {known.Run} with the same idempotency key is at work.");
            }

            return await WaitAsync(known.Run, start, cancellationToken).ConfigureAwait(false);
        }

        return await _reader.ReadAsync(known.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the conversation's other run is over; false when it is suspended, or the request does not want to wait.</summary>
    private async ValueTask<bool> FreedAsync(RunRequest request, RunId other, CancellationToken cancellationToken)
    {
        var key = new RunKey(request.Caller.Tenant, other);
        if (request.WhenBusy == BusyBehavior.Refuse)
            return false;
        await WaitAsync(key, new RunStart(RunUpdates.None, null), cancellationToken).ConfigureAwait(false);
        RunSummary? summary = await agent.Runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return summary is null || summary.Status.IsTerminal();
    }

    /// <summary>Waits until nobody is at work on a run. If its worker is gone and it is a run of this agent, goes on with it.</summary>
    private async ValueTask<AgentRun> WaitAsync(RunKey key, RunStart start, CancellationToken cancellationToken)
    {
        while (true)
        {
            await PauseAsync(key, cancellationToken).ConfigureAwait(false);
            RunSummary? summary = await agent.Runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
            AgentRun run = summary?.Agent == agent.Name && summary.Status == RunStatus.Running
                ? await ResumeAsync(key, start, cancellationToken).ConfigureAwait(false)
                : await _reader.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            if (run.Status != RunStatus.Running)
                return run;
        }
    }

    /// <summary>Until the run's worker here is done, the run is over or suspended, or it is time to look whether its worker is alive.</summary>
    private async ValueTask PauseAsync(RunKey key, CancellationToken cancellationToken)
    {
        if (agent.Runtime.Active.Find(key) is { } active)
        {
            await active.Over.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = WatchAsync(key, stop.Token);
        await Task.WhenAny(watch, Task.Delay(agent.Runtime.Durability.PollEvery, agent.Runtime.Time, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WatchAsync(RunKey key, CancellationToken cancellationToken)
    {
        await foreach (RunLogEntry entry in _reader.WatchAsync(key, 1, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Event is RunSuspended
                && (await agent.Runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false))?.Status.IsSuspended() == true)
            {
                return;
            }
        }
    }

    private AgentRun Busy(RunRequest request, RunId other) => Outside(
        request, RunStatus.Blocked, RunReasonCodes.ConversationBusy, $"Conversation '{request.ConversationId}' is busy with run {other}.");

    /// <summary>A result for a start that never became a run.</summary>
    private AgentRun Outside(RunRequest request, RunStatus status, string code, string message) => new()
    {
        Id = new RunId(agent.Runtime.Ids.NewId()),
        AgentName = agent.Name,
        Status = status,
        Reason = new RunReason(code, message),
        ConversationId = request.ConversationId,
    };
}
