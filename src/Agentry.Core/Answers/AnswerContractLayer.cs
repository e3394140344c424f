using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Lets a run complete only with an answer of the shape that was asked for; otherwise tells the model what is wrong and asks again.</summary>
/// <remarks>The innermost layer of its stage, and the only one that goes through the loop more than once: the loop goes on where the log ends.</remarks>
internal sealed class AnswerContractLayer : IRunLayer
{
    public ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken) =>
        context.Answer is { } contract ? RunAsync(contract, context, next, cancellationToken) : next(context, cancellationToken);

    private static async ValueTask<RunOutcome> RunAsync(
        AnswerContract contract, RunContext run, RunDelegate next, CancellationToken cancellationToken)
    {
        while (true)
        {
            RunOutcome outcome = await next(run, cancellationToken).ConfigureAwait(false);
            if (outcome.Status != RunStatus.Completed)
                return outcome;
            AnswerCheck check = contract.Check(outcome.Text, run);
            if (check.Json is { } json)
                return outcome with { Text = json };
            if (!await AskAgainAsync(run, check).ConfigureAwait(false))
            {
                return RunOutcome.Fail(
                    RunReasonCodes.InvalidAnswer,
                    $"The model's answer does not have the shape that was asked for ({check.Code}), after {run.Limits.MaxRepairs} repair messages.",
                    FailureClass.InvalidResponse,
                    outcome.Text) with
                { FinishReason = outcome.FinishReason };
            }
        }
    }

    /// <returns>False when the model has had all the repair messages there are.</returns>
    private static async ValueTask<bool> AskAgainAsync(RunContext run, AnswerCheck check)
    {
        bool asks = run.State.RefusedAnswers < (run.Limits.MaxRepairs ?? int.MaxValue);
        ChatMessage? message = asks ? new ChatMessage(ChatRole.User, check.Repair) : null;
        run.Log.Append(
            new AnswerRefused
            {
                Turn = run.State.Turns,
                Code = check.Code!,
                Message = message is null ? null : run.Log.Add(message),
            },
            Actors.Agentry);
        if (message is null)
            return false;
        run.Loop.History.Add(message);

        // With the reply that it answers, before the model is asked again: a worker that goes on here asks no earlier question.
        await run.Log.FlushAsync().ConfigureAwait(false);
        if (run.Updates.HasReader)
            await run.Updates.WriteAsync(new AnswerRefusedUpdate(run.State.Turns, check.Code!)).ConfigureAwait(false);
        return true;
    }
}
