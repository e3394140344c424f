namespace Agentry;

/// <summary>Where a start comes in: a known idempotency key, a seat in the conversation, then a new run or one that goes on.</summary>
internal sealed class FrontDoor(AgentDefinition agent)
{
    private readonly RunOpener _opener = new(agent);
    private readonly RunExecution _execution = new(agent);
    private readonly RunReader _reader = new(agent.Runtime);

    public async Task<AgentRun> StartAsync(RunRequest request, RunStart start, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await KnownAsync(request, start, cancellationToken).ConfigureAwait(false) is { } known)
                    return known;
                try
                {
                    return await SeatedAsync(request, start, cancellationToken).ConfigureAwait(false);
                }
                catch (RunRefusedException e) when (e.Reason == RunReasonCodes.KeyInFlight)
                {
                    // Another start with the same key was faster: it is a known run now.
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
    private async ValueTask<AgentRun?> KnownAsync(RunRequest request, RunStart start, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey is not { } key)
            return null;
        string tenant = request.Caller.Tenant;
        RunSummary? known = await agent.Runtime.Store.FindByKeyAsync(tenant, agent.Name, key, cancellationToken).ConfigureAwait(false);
        if (known is null)
            return null;
        if (known.RequestHash != RequestHash.Of(request))
        {
            throw new AgentryException(
                $"The idempotency key '{key}' was used for another request, which is run {known.Run}. Use a new key for a new request.",
                FailureClass.InvalidRequest,
                known.Run.RunId);
        }

        if (known.Status.IsSuspended() && start.Parent is not null)
            return await ResumeAsync(known.Run, start, cancellationToken).ConfigureAwait(false);
        if (known.Status == RunStatus.Running)
        {
            if (request.WhenBusy == BusyBehavior.Refuse)
            {
                return Outside(
                    request, RunStatus.Blocked, RunReasonCodes.KeyInFlight, $"Run {known.Run} with the same idempotency key is at work.");
            }

            await OverAsync(known.Run, cancellationToken).ConfigureAwait(false);
        }

        return await _reader.ReadAsync(known.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the conversation's other run is over; false when it is suspended, or the request does not want to wait.</summary>
    private async ValueTask<bool> FreedAsync(RunRequest request, RunId other, CancellationToken cancellationToken)
    {
        var key = new RunKey(request.Caller.Tenant, other);
        if (request.WhenBusy == BusyBehavior.Refuse)
            return false;
        await OverAsync(key, cancellationToken).ConfigureAwait(false);
        RunSummary? summary = await agent.Runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return summary is null || summary.Status.IsTerminal();
    }

    private async ValueTask OverAsync(RunKey key, CancellationToken cancellationToken)
    {
        if (agent.Runtime.Active.Find(key) is { } active)
        {
            await active.Over.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

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
