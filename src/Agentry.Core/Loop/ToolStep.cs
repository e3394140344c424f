namespace Agentry;

/// <summary>The tool calls of one turn: read-only neighbours in parallel, the rest one by one in the model's order.</summary>
internal sealed class ToolStep(ToolCallRunner runner, int maxParallel)
{
    public async ValueTask<RunOutcome?> RunAsync(RunContext run, CancellationToken cancellationToken)
    {
        List<LoopCall> calls = run.Loop.Calls;
        for (int i = 0; i < calls.Count;)
        {
            int end = i + 1;
            if (IsReadOnly(run, calls[i]))
            {
                while (end < calls.Count && IsReadOnly(run, calls[end]))
                    end++;
            }

            if (end - i > 1)
                await RunParallelAsync(run, calls, i, end, cancellationToken).ConfigureAwait(false);
            else if (!calls[i].IsAnswered)
                calls[i].Settle(await runner.RunAsync(run, calls[i], cancellationToken).ConfigureAwait(false));
            i = end;

            // People asked for the rest of the turn to wait with it.
            if (calls.Exists(c => c.Suspension?.HoldsTurn == true))
                break;
        }

        await run.Log.FlushAsync().ConfigureAwait(false);
        if (calls.Exists(c => c.Suspension is not null))
            return Suspend(run, [.. calls.Where(c => c.Suspension is not null).Select(c => c.Suspension!)]);
        run.Loop.AddAnswers();
        return EndAfter(run, calls);
    }

    // Not cancelled by the token: calls that have begun record their outcome, the others see the token themselves.
    private Task RunParallelAsync(RunContext run, List<LoopCall> calls, int from, int end, CancellationToken cancellationToken) =>
        Parallel.ForAsync(
            from,
            end,
            new ParallelOptions { MaxDegreeOfParallelism = maxParallel },
            (i, _) => RunOneAsync(run, calls[i], cancellationToken));

    private async ValueTask RunOneAsync(RunContext run, LoopCall call, CancellationToken cancellationToken)
    {
        if (!call.IsAnswered)
            call.Settle(await runner.RunAsync(run, call, cancellationToken).ConfigureAwait(false));
    }

    private static bool IsReadOnly(RunContext run, LoopCall call) =>
        run.Loop.Tools.Find(call.Content.Name)?.Effect == ToolEffect.ReadOnly;

    private static RunOutcome Suspend(RunContext run, Suspension[] waiting) => new()
    {
        Status = waiting.Any(w => w.Kind == Suspension.Approval) ? RunStatus.AwaitingApproval : RunStatus.Suspended,
        Reason = new RunReason(
            waiting[0].Kind == Suspension.Approval ? RunReasonCodes.ApprovalRequired : waiting[0].Kind, waiting[0].Message),
        Waiting = waiting,
        Text = run.Loop.Text,
    };

    private static RunOutcome? EndAfter(RunContext run, List<LoopCall> calls)
    {
        if (calls.Exists(c => c.HitLimit))
        {
            string code = run.Meter.LastLimit ?? RunReasonCodes.MaxToolCalls;
            return RunOutcome.Limit(code, $"The run reached its limit of tool calls ({code}).", run.Loop.Text);
        }

        return run.Log.State.RepairsInARow > (run.Limits.MaxRepairs ?? int.MaxValue)
            ? RunOutcome.Fail(
                RunReasonCodes.RepairsExhausted,
                $"The model repeated invalid tool calls after {run.Limits.MaxRepairs} repair messages.",
                FailureClass.InvalidResponse,
                run.Loop.Text)
            : null;
    }
}
