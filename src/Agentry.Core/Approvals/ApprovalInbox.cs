using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>What waits for people, and their decisions. From any process that has the store: the run is decided about, not worked on.</summary>
/// <remarks>Thread-safe. Confined to the approver's tenant; what belongs to another does not exist here.</remarks>
public sealed class ApprovalInbox
{
    private readonly AgentryRuntime _runtime;
    private readonly RunReader _reader;

    internal ApprovalInbox(AgentryRuntime runtime)
    {
        _runtime = runtime;
        _reader = new RunReader(runtime);
    }

    /// <summary>What waits, what has waited longest first.</summary>
    public async Task<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalQuery? query = null, CancellationToken cancellationToken = default) =>
        await _runtime.Store.ListApprovalsAsync(query ?? new ApprovalQuery(), cancellationToken).ConfigureAwait(false);

    /// <summary>What a person needs to decide; null when their tenant has no such question.</summary>
    /// <param name="id">The <see cref="ApprovalEntry.Id"/>.</param>
    /// <param name="viewer">Who looks. Arguments and history are shown to those who may decide.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<ApprovalDetails?> GetAsync(string id, AgentCaller viewer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (await FindAsync(id, viewer.Tenant, cancellationToken).ConfigureAwait(false) is not { } record)
            return null;
        AgentRun run = await _reader.ReadAsync(record.Run, cancellationToken).ConfigureAwait(false);
        RunState state = await _reader.FoldAsync(record.Run, cancellationToken).ConfigureAwait(false);
        ApprovalState? approval = state.Questions.Find(id);
        bool mayDecide = viewer.Subject != record.Entry.Requester
            && (approval is null || approval.Demands.Any(d => d.Entitles([.. viewer.Roles])));
        BlobRef? arguments = approval?.Request.Arguments ?? state.FindByKey(id)?.Intent?.Arguments;
        return new ApprovalDetails
        {
            Record = record,
            Approval = approval,
            ArgumentsHash = approval?.Request.ArgumentsHash ?? state.FindByKey(id)?.Intent?.ArgumentsHash,
            Arguments = mayDecide && arguments is not null ? await ReadAsync(record.Run, arguments, cancellationToken).ConfigureAwait(false) : null,
            Context = mayDecide ? run.Messages : [],
            What = What(record.Entry),
            Recommended = ApprovalAdvice.Of(record.Entry, approval),
        };
    }

    /// <summary>
    /// Decides about a call. The decision is sent to the run, which a started host goes on with, or <see cref="Agent.ResumeAsync"/>. Of two at the same time the
    /// first counts, and the second is told what it was.
    /// </summary>
    /// <param name="approvalId">The question.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="approver">Who decides, from the host's own authentication: subject, tenant and roles are what counts.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
    /// <returns>Whether it counts. What was refused here is in the host's log; what reached the run and was refused there is in the run's.</returns>
    public async Task<ApprovalReceipt> DecideAsync(
        string approvalId, ApprovalDecision decision, AgentCaller approver, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(approver);
        if (await FindAsync(approvalId, approver.Tenant, cancellationToken).ConfigureAwait(false) is not { Entry.Kind: ApprovalKind.Approval } record)
            return Refuse(approver, null, null, ApprovalRefusalCodes.NoSuchApproval);
        RunState state = await _reader.FoldAsync(record.Run, cancellationToken).ConfigureAwait(false);
        ApprovalState? approval = state.Questions.Find(approvalId);
        DecisionSignal body = new DecisionSignal
        {
            ApprovalId = approvalId,
            Verdict = decision.Verdict,
            Approver = approver.Subject,
            Groups = [.. approver.Roles.Order(StringComparer.Ordinal)],
            ArgumentsHash = decision.ArgumentsHash ?? approval?.Request.ArgumentsHash ?? "",
            ToolVersion = approval?.Request.ToolVersion ?? "",
            Arguments = decision.Arguments,
            Response = decision.Response,
            Reason = decision.Reason,
        }.Sealed(record.Run, _runtime.SigningKey);
        if (DecisionRules.WhyNot(approval, body, _runtime.Time.GetUtcNow()) is { } code)
            return Refuse(approver, record.Run, approval, code);
        var signal = new RunSignal(body.Id(), RunSignal.Decide, $"approver:{approver.Subject}", body.Write());
        SignalResult sent = await _runtime.Store.SignalAsync(record.Run, signal, cancellationToken).ConfigureAwait(false);
        return sent is SignalResult.Accepted or SignalResult.Duplicate
            ? await ForeseeAsync(record.Run, signal, approvalId, cancellationToken).ConfigureAwait(false)
            : Refuse(approver, record.Run, approval, ApprovalRefusalCodes.AlreadyClosed);
    }

    /// <summary>What the owner of the run makes of a signal, or will make of it: the mailbox is read in the order in which it was filled.</summary>
    private async ValueTask<ApprovalReceipt> ForeseeAsync(RunKey run, RunSignal own, string approvalId, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<RunLogEntry> entries = [.. (await _reader.ReadStoredAsync(run, cancellationToken).ConfigureAwait(false)).Select(e => e.Entry)];
            RunState state = RunState.Fold(entries);
            IReadOnlyList<RunSignal> mailbox = await _runtime.Store.ReadSignalsAsync(run, cancellationToken).ConfigureAwait(false);
            if ((await _runtime.Store.GetAsync(run, cancellationToken).ConfigureAwait(false))?.Sequence != entries.Count)
                continue;
            string? refused = entries.Select(e => e.Event).OfType<ApprovalRefused>().FirstOrDefault(e => e.SignalId == own.Id)?.Code;
            foreach (RunSignal signal in mailbox.Where(s => s.Kind == RunSignal.Decide))
            {
                foreach (RunEvent @event in DecisionRules.Judge(
                    state, run, signal, _runtime.Time.GetUtcNow(), _runtime.SigningKey, static _ => new BlobRef("", 0), static (_, _) => ""))
                {
                    if (@event is ApprovalRefused no && signal.Id == own.Id)
                        refused = no.Code;
                    state.Apply(new RunLogEntry { RunId = run.RunId, Sequence = state.Sequence + 1, At = state.UpdatedAt, Actor = signal.Actor, Event = @event });
                }
            }

            ApprovalState approval = state.Questions.Find(approvalId)!;
            if (refused is not null)
                _runtime.Logger.DecisionRefused(own.Actor, run.ToString(), refused);
            return Receipt(run, approval, refused);
        }
    }

    private ApprovalReceipt Refuse(AgentCaller approver, RunKey? run, ApprovalState? approval, string code)
    {
        _runtime.Logger.DecisionRefused($"approver:{approver.Subject}", run?.ToString() ?? "", code);
        return Receipt(run, approval, code);
    }

    private static ApprovalReceipt Receipt(RunKey? run, ApprovalState? approval, string? refused) => new()
    {
        Refused = refused,
        Status = approval?.Status,
        DecidedBy = approval?.LastVote?.Vote.Approver,
        Run = run?.RunId,
    };

    private async ValueTask<ApprovalRecord?> FindAsync(string id, string tenant, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        var query = new ApprovalQuery { Tenant = tenant, Id = id, Status = null, Take = 1 };
        IReadOnlyList<ApprovalRecord> found = await _runtime.Store.ListApprovalsAsync(query, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    private async ValueTask<JsonElement?> ReadAsync(RunKey run, BlobRef reference, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(await _reader.ReadBlobAsync(run, reference, cancellationToken).ConfigureAwait(false));
            return document.RootElement.Clone();
        }
        catch (RunLogException)
        {
            return null;
        }
    }

    private string? What(ApprovalEntry entry)
    {
        if (_runtime.Services.GetService(typeof(AgentCatalog)) is not AgentCatalog agents || !agents.Names.Contains(entry.Agent))
            return null;
        return agents.Get(entry.Agent).Tools.FirstOrDefault(t => t.Name == entry.Tool) is { } tool
            ? $"{tool.Description} ({tool.Effect}, {(tool.Reversible ? "can be undone" : "cannot be undone")})"
            : null;
    }
}
