using System.Text.Json;

namespace Agentry;

/// <summary>Folds what others sent into the log of a run that goes on. A cancel stays in the mailbox: the run's end answers it.</summary>
internal sealed class Mailbox(AgentryRuntime runtime, RunLog log)
{
    private byte[]? _salt;

    /// <returns>Whether there was anything for the log.</returns>
    public async ValueTask<bool> FoldAsync()
    {
        bool found = false;
        foreach (RunSignal signal in await runtime.Store.ReadSignalsAsync(log.Run, CancellationToken.None).ConfigureAwait(false))
        {
            if (signal.Kind == RunSignal.Cancel)
                continue;
            if (signal.Kind == RunSignal.Settle)
                Settle(signal);
            else if (signal.Kind == RunSignal.LateOutcome)
                Late(signal);
            else if (signal.Kind == RunSignal.RaiseBudget)
                Raise(signal);
            else if (signal.Kind == RunSignal.Decide)
                await DecideAsync(signal).ConfigureAwait(false);
            else
                continue;
            log.Consume(signal.Id);
            found = true;
        }

        return found;
    }

    /// <summary>A signal that does not fit a waiting call changes nothing: it was settled meanwhile, or it is not for this run.</summary>
    private void Settle(RunSignal signal)
    {
        if (SettleSignal.Read(signal.Body) is not { } settle || log.State.FindByKey(settle.Key) is not { IsUnsettled: true } call)
            return;
        bool failed = call.Outcome == ToolOutcomeKind.Failed;
        object? answer = settle.Kind switch
        {
            SettlementKind.Happened => settle.Result is { } result ? result : ToolMessages.Happened(call.Tool),
            SettlementKind.GivenUp when failed => ToolMessages.FailedAndSeen(call.Tool),
            SettlementKind.GivenUp => ToolMessages.Unknown(call.Tool),
            _ => null,
        };
        log.Append(
            new ToolSettled
            {
                CallId = call.CallId,
                Key = settle.Key,
                Settlement = settle.Kind,
                Outcome = settle.Kind switch
                {
                    SettlementKind.Happened => ToolOutcomeKind.Succeeded,
                    SettlementKind.GivenUp => failed ? ToolOutcomeKind.Failed : ToolOutcomeKind.Unknown,
                    _ => null,
                },
                Result = settle.Kind == SettlementKind.DidNotHappen ? null : log.Add(BlobWriter.OfAnswer(answer)),
                IsToolResult = settle is { Kind: SettlementKind.Happened, Result: not null } ? true : null,
                Reason = settle.Reason,
            },
            signal.Actor);
    }

    private void Raise(RunSignal signal)
    {
        if (RaiseSignal.Read(signal.Body) is { } raise)
            log.Append(new BudgetRaised { Cost = raise.Cost, Tokens = raise.Tokens, Reason = raise.Reason }, signal.Actor);
    }

    /// <summary>Whoever can write the store may have written it: it is judged anew, and what counts for nothing is written down, too.</summary>
    private async ValueTask DecideAsync(RunSignal signal)
    {
        _salt ??= log.State.Started!.Salt is { } reference
            ? (await new RunReader(runtime).ReadBlobAsync(log.Run, reference, CancellationToken.None).ConfigureAwait(false)).ToArray()
            : [];
        IReadOnlyList<RunEvent> events = DecisionRules.Judge(
            log.State,
            log.Run,
            signal,
            runtime.Time.GetUtcNow(),
            runtime.SigningKey,
            content => log.Add(BlobWriter.OfAnswer(content)),
            (tool, arguments) => ArgumentsHash.Of(_salt, tool, arguments));
        foreach (RunEvent @event in events)
        {
            if (@event is ApprovalRefused refused)
                runtime.Logger.DecisionRefused(signal.Actor, log.Run.ToString(), refused.Code);
            log.Append(@event, signal.Actor);
        }
    }

    private void Late(RunSignal signal)
    {
        if (LateSignal.Read(signal.Body) is not { } late || log.State.FindByKey(late.Key) is not { } call)
            return;
        log.Append(
            new ToolCompleted
            {
                CallId = call.CallId,
                Key = late.Key,
                Outcome = late.Outcome,
                Result = late.Answer is { } answer ? log.Add(BlobWriter.OfAnswer(answer)) : null,
                FailureClass = late.FailureClass,
                ErrorType = late.ErrorType,
                DurationMs = late.DurationMs,
                Late = true,
            },
            signal.Actor);
    }
}
