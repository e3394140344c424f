using System.Runtime.CompilerServices;

namespace Agentry;

/// <summary>Checks the logs of a whole store, by themselves and against heads that were kept elsewhere.</summary>
internal sealed class StoreAudit(AgentryRuntime runtime)
{
    public async IAsyncEnumerable<RunVerification> VerifyAllAsync(string? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RunSummary summary in StoreWalk.AllAsync(runtime.Store, tenant, cancellationToken).ConfigureAwait(false))
        {
            LogVerification log = await VerifyAsync(summary.Run, null, cancellationToken).ConfigureAwait(false);

            // The list is written with the events: what it counted must still be there.
            if (log.IsIntact && log.Events < summary.Sequence)
                log = log with { BrokenAt = log.Events + 1, Problem = $"the store's list says {summary.Sequence} events: the tail was cut" };
            if (log.IsIntact || !await IsPrunedAsync(summary.Run, cancellationToken).ConfigureAwait(false))
                yield return new RunVerification(summary.Run, log);
        }
    }

    public async Task<long> ExportHeadsAsync(Stream destination, string? tenant, CancellationToken cancellationToken)
    {
        long count = 0;
        RunSummary? headless = null;
        var lines = new JsonLines(destination);
        await foreach (RunSummary summary in StoreWalk.AllAsync(runtime.Store, tenant, cancellationToken).ConfigureAwait(false))
        {
            if (await HeadAsync(summary, cancellationToken).ConfigureAwait(false) is { } head)
            {
                await lines.WriteAsync(head, AuditJson.Default.RunHead, cancellationToken).ConfigureAwait(false);
                count++;
            }
            else if (!await IsPrunedAsync(summary.Run, cancellationToken).ConfigureAwait(false))
            {
                headless ??= summary;
            }
        }

        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return headless is null
            ? count
            : throw new RunLogException(
                $"Event {headless.Sequence} of run {headless.Run} is missing, so it has no head to export. The heads of {count} others were exported; verify the store.",
                headless.Run.RunId,
                headless.Sequence);
    }

    public async IAsyncEnumerable<RunVerification> VerifyHeadsAsync(
        Stream heads, string? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RunHead head in JsonLines.ReadAsync(heads, AuditJson.Default.RunHead, "an exported head", cancellationToken).ConfigureAwait(false))
        {
            yield return new RunVerification(head.Key, tenant is null || head.Tenant == tenant
                ? await VerifyAsync(head.Key, head.Head, cancellationToken).ConfigureAwait(false)
                : new LogVerification(0, 1, $"the head is of another tenant than '{tenant}' and was not looked at", ""));
        }
    }

    private Task<LogVerification> VerifyAsync(RunKey run, string? head, CancellationToken cancellationToken) => LogVerifier.VerifyAsync(
        run, runtime.Store.ReadAsync(run, 1, cancellationToken), runtime.SigningKey, head, cancellationToken);

    /// <summary>The last event's hash; whether it is the right one, a verification against it finds out.</summary>
    private async ValueTask<RunHead?> HeadAsync(RunSummary summary, CancellationToken cancellationToken)
    {
        StoredEvent? last = null;
        await foreach (StoredEvent stored in runtime.Store.ReadAsync(summary.Run, summary.Sequence, cancellationToken).ConfigureAwait(false))
            last = stored;
        return last is null
            ? null
            : new RunHead
            {
                Tenant = summary.Run.Tenant,
                Run = summary.Run.RunId.Value,
                Sequence = last.Sequence,
                At = summary.UpdatedAt,
                Head = Convert.ToHexStringLower(last.Hash.Span),
            };
    }

    private async ValueTask<bool> IsPrunedAsync(RunKey run, CancellationToken cancellationToken) =>
        await runtime.Store.GetAsync(run, cancellationToken).ConfigureAwait(false) is null;
}
