namespace Agentry;

/// <summary>Writes the end of a run so that its history stays well-formed: every call that a model proposed has an answer.</summary>
internal static class RunCloser
{
    /// <returns>Suspended child runs that nobody will resume any more.</returns>
    public static IReadOnlyList<RunId> Close(RunLog log, RunOutcome outcome, string loggedText, Func<string, string>? whyNotRun = null)
    {
        whyNotRun ??= ToolMessages.RunEnding;
        RunId[] children = [.. log.State.CurrentCalls.Select(c => c.Suspended?.Suspension.ChildRun).OfType<string>().Select(id => new RunId(id))];
        foreach (CallState call in log.State.Calls.Where(c => c.Answer is null).ToArray())
        {
            if (call.HasBegun)
            {
                GiveUp(log, call);
                continue;
            }

            log.Append(
                new ToolRefused
                {
                    CallId = call.CallId,
                    Tool = call.Tool,
                    Code = ToolRefusalCodes.RunEnding,
                    Message = log.Add(BlobWriter.OfAnswer(whyNotRun(call.Tool))),
                },
                Actors.Agentry);
        }

        foreach (CallState call in log.State.Calls.Where(c => c.IsUnchecked).ToArray())
            ToolRecorder.Withhold(log, call);

        LostSpend.Close(log);
        ApprovalClosing.WithdrawAll(log);
        log.Append(
            new RunEnded
            {
                Status = outcome.Status,
                Reason = outcome.Reason,
                FailureClass = outcome.FailureClass,
                FinishReason = outcome.FinishReason?.Value,
                Text = outcome.Text == loggedText ? null : log.Add(BlobWriter.OfAnswer(outcome.Text)),
            },
            Actors.Agentry);
        return children;
    }

    private static void GiveUp(RunLog log, CallState call) => log.Append(
        new ToolSettled
        {
            CallId = call.CallId,
            Key = call.Intent!.Key,
            Settlement = SettlementKind.GivenUp,
            Outcome = ToolOutcomeKind.Unknown,
            Result = log.Add(BlobWriter.OfAnswer(ToolMessages.Unknown(call.Tool))),
            Reason = "the run ended before it was known",
        },
        Actors.Agentry);

    /// <summary>Folds the cancel signals in the mailbox into the log.</summary>
    public static async ValueTask AnswerCancelSignalsAsync(RunStore store, RunLog log)
    {
        foreach (RunSignal signal in await store.ReadSignalsAsync(log.Run, CancellationToken.None).ConfigureAwait(false))
        {
            if (signal.Kind != RunSignal.Cancel)
                continue;
            log.Append(new CancelRequested { RequestedBy = signal.Actor, Reason = signal.Body }, signal.Actor);
            log.Consume(signal.Id);
        }
    }
}
