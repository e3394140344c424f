using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Runs, looked at from outside: read, list, watch, verify, cancel. A singleton among the services.</summary>
/// <remarks>Thread-safe. Every method is confined to one tenant; a run of another tenant does not exist for it.</remarks>
public sealed class AgentRuns
{
    private readonly AgentryRuntime _runtime;
    private readonly RunReader _reader;
    private readonly SuspendedRuns _suspended;

    internal AgentRuns(AgentryRuntime runtime)
    {
        _runtime = runtime;
        _reader = new RunReader(runtime);
        _suspended = new SuspendedRuns(runtime);
    }

    /// <summary>The run as it stands now, rebuilt from its log; null when the tenant has no such run.</summary>
    public async Task<AgentRun?> GetAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default)
    {
        var key = new RunKey(tenant, runId);
        return await _runtime.Store.GetAsync(key, cancellationToken).ConfigureAwait(false) is null
            ? null
            : await _reader.ReadAsync(key, cancellationToken).ConfigureAwait(false);
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
