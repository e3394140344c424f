using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>Runs, looked at from outside: read, list, watch, verify, cancel. A singleton among the services.</summary>
/// <remarks>Thread-safe. Every method is confined to one tenant, unless it is told that it is to look at all; a run of another tenant does not exist for it.</remarks>
public sealed class AgentRuns
{
    private readonly AgentryRuntime _runtime;
    private readonly RunReader _reader;
    private readonly SuspendedRuns _suspended;
    private readonly StoreAudit _audit;

    internal AgentRuns(AgentryRuntime runtime)
    {
        _runtime = runtime;
        _reader = new RunReader(runtime);
        _suspended = new SuspendedRuns(runtime);
        _audit = new StoreAudit(runtime);
        Inbox = new ApprovalInbox(runtime);
    }

    /// <summary>What waits for people, and their decisions.</summary>
    public ApprovalInbox Inbox { get; }

    /// <summary>The run as it stands now, rebuilt from its log; null when the tenant has no such run.</summary>
    public async Task<AgentRun?> GetAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default)
    {
        var key = new RunKey(tenant, runId);
        if (await _runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false) is null)
            return null;
        try
        {
            return await _reader.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentryException)
        {
            // Whoever prunes while it is read takes it away from under the reader.
            if (await _runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false) is null)
                return null;
            throw;
        }
    }

    /// <summary>Summaries of the runs that match, the newest first.</summary>
    public async Task<IReadOnlyList<RunSummary>> ListAsync(RunQuery? query = null, CancellationToken cancellationToken = default) =>
        await _runtime.Store.ListAsync(query ?? new RunQuery(), cancellationToken).ConfigureAwait(false);

    /// <summary>The run's log as it is now. Empty when the tenant has no such run.</summary>
    /// <exception cref="RunLogException">An event is missing, or cannot be read by this build.</exception>
    public async IAsyncEnumerable<RunLogEntry> EventsAsync(
        RunId runId, string tenant = "", long fromSequence = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach ((RunLogEntry entry, _) in _reader.EntriesAsync(new RunKey(tenant, runId), fromSequence, cancellationToken).ConfigureAwait(false))
            yield return entry;
    }

    /// <summary>The run's log from a sequence on, and each further event as it is written, until the run is over.</summary>
    /// <inheritdoc cref="EventsAsync" path="/exception"/>
    public IAsyncEnumerable<RunLogEntry> WatchAsync(
        RunId runId, string tenant = "", long fromSequence = 1, CancellationToken cancellationToken = default) =>
        _reader.WatchAsync(new RunKey(tenant, runId), fromSequence, cancellationToken);

    /// <summary>The content that an event points to, as JSON.</summary>
    /// <exception cref="RunLogException">It was erased or changed, the store lost it, or it is not JSON.</exception>
    public async Task<JsonElement> ContentAsync(
        RunId runId, BlobRef reference, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ReadOnlyMemory<byte> json = await _reader.ReadBlobAsync(new RunKey(tenant, runId), reference, cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new RunLogException($"The content {reference.Address} of run {runId} is not JSON; read its bytes from the store.", runId, null, e);
        }
    }

    /// <summary>The messages that the run added to its history, rebuilt from its log.</summary>
    public async Task<IReadOnlyList<ChatMessage>> MessagesAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default) =>
        (await _reader.ReadAsync(new RunKey(tenant, runId), cancellationToken).ConfigureAwait(false)).Messages;

    /// <summary>The state of the run, folded from its log.</summary>
    public async Task<RunState> StateAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default) =>
        await _reader.FoldAsync(new RunKey(tenant, runId), cancellationToken).ConfigureAwait(false);

    /// <summary>Checks that the log is the one that was written: gapless, in order, unchanged.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="expectedHead">A <see cref="LogVerification.Head"/> kept elsewhere: shows also a cut tail and a replaced run.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public Task<LogVerification> VerifyAsync(
        RunId runId, string tenant = "", string? expectedHead = null, CancellationToken cancellationToken = default)
    {
        var key = new RunKey(tenant, runId);
        return LogVerifier.VerifyAsync(key, _runtime.Store.ReadAsync(key, 1, cancellationToken), _runtime.SigningKey, expectedHead, cancellationToken);
    }

    /// <summary>Checks every run of the store, one after the other, the newest first; memory does not grow with their number.</summary>
    /// <remarks>Besides what <see cref="VerifyAsync"/> sees without a head, it sees a tail that was cut without changing the store's list of runs.</remarks>
    /// <param name="tenant">The tenant; null checks every tenant.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>A result for each run that was there when the check began and was not pruned meanwhile.</returns>
    public IAsyncEnumerable<RunVerification> VerifyAllAsync(string? tenant = "", CancellationToken cancellationToken = default) =>
        _audit.VerifyAllAsync(tenant, cancellationToken);

    /// <summary>Writes the head of each run as a JSON line: tenant, run, sequence, time and hash. Keep them where who can write the store cannot write.</summary>
    /// <param name="destination">Where to; it is flushed and not closed.</param>
    /// <param name="tenant">The tenant; null exports every tenant.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>How many heads were written.</returns>
    /// <exception cref="RunLogException">The last event of a run is missing; the heads of the others were written.</exception>
    public Task<long> ExportHeadsAsync(Stream destination, string? tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return _audit.ExportHeadsAsync(destination, tenant, cancellationToken);
    }

    /// <summary>
    /// Checks each run of exported heads: that it is there, that its log is whole, and that it is the one whose head was exported, as far as it had
    /// come by then. A run that was pruned since shows as missing.
    /// </summary>
    /// <param name="heads">What <see cref="ExportHeadsAsync"/> wrote; it is not closed.</param>
    /// <param name="tenant">The tenant, heads of others are reported and not looked at; null checks every tenant.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="AgentryException">A line is no exported head.</exception>
    public IAsyncEnumerable<RunVerification> VerifyHeadsAsync(Stream heads, string? tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(heads);
        return _audit.VerifyHeadsAsync(heads, tenant, cancellationToken);
    }

    /// <summary>
    /// Writes a run's log as JSON lines, an event to a line with its hash. The events are exported as they are stored, also when this build cannot read
    /// them.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="destination">Where to; it is flushed and not closed.</param>
    /// <param name="includeContent">Whether messages, arguments and results go with the events that point to them; what was erased says so.</param>
    /// <param name="tenant">The run's tenant.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>How many events were written; 0 when the tenant has no such run.</returns>
    public Task<long> ExportAsync(
        RunId runId, Stream destination, bool includeContent = false, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new RunExport(_runtime.Store).WriteAsync(new RunKey(tenant, runId), destination, includeContent, cancellationToken);
    }

    /// <summary>
    /// Goes on with the runs of this host's agents that need a worker now, and with those that need one meanwhile, until there is none. A started
    /// host does it all the time; this is for hosts that are not started, and for tests.
    /// </summary>
    /// <returns>How many times a run was taken up.</returns>
    public async Task<int> RecoverAsync(CancellationToken cancellationToken = default)
    {
        var recovery = new RunRecovery(_runtime, _runtime.Services.GetRequiredService<AgentCatalog>());
        int total = 0;
        while (await recovery.ClaimAsync(_runtime.Durability.MaxConcurrentRecoveries, cancellationToken).ConfigureAwait(false) is { Count: > 0 } claims)
        {
            await Task.WhenAll(claims.Select(c => recovery.WorkAsync(c, cancellationToken))).ConfigureAwait(false);
            total += claims.Count;
        }

        return total;
    }

    /// <summary>Settles a call whose outcome is unknown. The first word counts. The run goes on when a started host sees it, or with <see cref="Agent.ResumeAsync"/>.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="callId">The call; <see cref="Suspension.CallId"/> of the suspension of kind <see cref="Suspension.UnknownOutcome"/>.</param>
    /// <param name="settlement">What was found out.</param>
    /// <param name="settledBy">Who found out; it goes into the log.</param>
    /// <param name="reason">How, in their words; it goes into the log.</param>
    /// <param name="tenant">The run's tenant.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    /// <exception cref="AgentryException">There is no such run, or the call does not wait to be settled.</exception>
    public async Task<SignalResult> SettleAsync(
        RunId runId,
        string callId,
        CallSettlement settlement,
        string settledBy,
        string? reason = null,
        string tenant = "",
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentException.ThrowIfNullOrWhiteSpace(settledBy);
        var key = new RunKey(tenant, runId);
        RunState state = await _reader.FoldAsync(key, cancellationToken).ConfigureAwait(false);
        CallState call = state.Calls.LastOrDefault(c => c.CallId == callId && c.IsUnsettled && c.Intent is not null)
            ?? throw new AgentryException($"Call '{callId}' of run {key} does not wait to be settled.", FailureClass.InvalidRequest, runId);
        var body = new SettleSignal { Key = call.Intent!.Key, Kind = settlement.Kind, Result = settlement.Result, Reason = reason };
        return await _runtime.Store.SignalAsync(
            key,
            new RunSignal($"settle:{call.Intent.Key}:{call.ReplySequence}:{state.Sequence}", RunSignal.Settle, settledBy, body.Write()),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Raises the caps of a run that is suspended because of them (<see cref="RunLimits.MaxCost"/>, <see cref="RunLimits.MaxTokens"/>). It goes on at the same point when a started host sees it, or
    /// with <see cref="Agent.ResumeAsync"/>. Shared budgets are raised in the configuration.
    /// </summary>
    /// <param name="runId">The run whose cap it is: of a child that met its parent's cap, the parent.</param>
    /// <param name="cost">US dollars more.</param>
    /// <param name="raisedBy">Who raises it; it goes into the log.</param>
    /// <param name="tokens">Tokens more.</param>
    /// <param name="reason">Why; it goes into the log.</param>
    /// <param name="tenant">The run's tenant.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    public async Task<SignalResult> RaiseBudgetAsync(
        RunId runId, decimal cost, string raisedBy, long tokens = 0, string? reason = null, string tenant = "", CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentException.ThrowIfNullOrWhiteSpace(raisedBy);
        var body = new RaiseSignal { Cost = cost == 0 ? null : cost, Tokens = tokens == 0 ? null : tokens, Reason = reason };
        return await _runtime.Store.SignalAsync(
            new RunKey(tenant, runId), new RunSignal(_runtime.Ids.NewId(), RunSignal.RaiseBudget, raisedBy, body.Write()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a run and its children came to, step by step, from their logs. Empty without <c>AddBudgets</c>.</summary>
    /// <exception cref="AgentryException">The tenant has no such run.</exception>
    public async Task<RunSpend> SpendAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default) =>
        await new SpendReader(_runtime.Store, _reader).ReadAsync(new RunKey(tenant, runId), cancellationToken).ConfigureAwait(false);

    /// <summary>What the runs that match came to, by agent, by caller and for each that completed. Reads the log of each.</summary>
    public async Task<SpendReport> SpendReportAsync(RunQuery? query = null, CancellationToken cancellationToken = default) =>
        await new SpendReader(_runtime.Store, _reader).ReportAsync(query ?? new RunQuery(), cancellationToken).ConfigureAwait(false);

    /// <summary>The idempotency keys of tool calls with what is known about their effects, the latest first.</summary>
    public async Task<IReadOnlyList<LedgerRecord>> LedgerAsync(LedgerQuery? query = null, CancellationToken cancellationToken = default) =>
        await _runtime.Store.ListLedgerAsync(query ?? new LedgerQuery(), cancellationToken).ConfigureAwait(false);

    /// <summary>Why a call ran, waits or did not run, in plain words from the log; null when the run has no such call.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="callId">The call.</param>
    /// <param name="tenant">The run's tenant.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<string?> ExplainAsync(RunId runId, string callId, string tenant = "", CancellationToken cancellationToken = default) =>
        CallStory.Of(await LogAsync(runId, tenant, cancellationToken).ConfigureAwait(false), callId);

    /// <summary>What a dry run (<see cref="RunRequest.DryRun"/>) would have done, call by call. Of another run: what became of its calls.</summary>
    public async Task<IReadOnlyList<PlannedCall>> PlanAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default) =>
        [.. CallStory.Plan(await LogAsync(runId, tenant, cancellationToken).ConfigureAwait(false))];

    /// <summary>Forgets runs that ended before a time, with their content. Their idempotency keys may be used again from then on.</summary>
    /// <param name="endedBefore">Runs whose last event is older.</param>
    /// <param name="tenant">The tenant; null prunes every tenant.</param>
    /// <param name="cancellationToken">Cancels after what was pruned so far.</param>
    /// <returns>How many runs were forgotten.</returns>
    public async Task<int> PruneAsync(DateTimeOffset endedBefore, string? tenant = "", CancellationToken cancellationToken = default) =>
        await RunPruning.PruneAsync(_runtime.Store, new RunPrune { EndedBefore = endedBefore, Tenant = tenant }, cancellationToken).ConfigureAwait(false);

    private async ValueTask<List<RunLogEntry>> LogAsync(RunId runId, string tenant, CancellationToken cancellationToken) =>
        [.. (await _reader.ReadStoredAsync(new RunKey(tenant, runId), cancellationToken).ConfigureAwait(false)).Select(e => e.Entry)];

    /// <summary>Asks to cancel a run. A run at work in this process stops at once; its end is recorded by its owner.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="requestedBy">Who asks; it goes into the log.</param>
    /// <param name="reason">Why; it goes into the log.</param>
    /// <param name="tenant">The run's tenant.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    public async Task<SignalResult> CancelAsync(
        RunId runId, string requestedBy, string? reason = null, string tenant = "", CancellationToken cancellationToken = default)
    {
        var key = new RunKey(tenant, runId);
        var signal = new RunSignal(_runtime.Ids.NewId(), RunSignal.Cancel, requestedBy, reason);
        SignalResult result = await _runtime.Store.SignalAsync(key, signal, cancellationToken).ConfigureAwait(false);
        if (result != SignalResult.Accepted)
            return result;
        await _suspended.CancelAsync(key, requestedBy, RunExecution.CancelReason, cancellationToken).ConfigureAwait(false);
        return result;
    }
}
