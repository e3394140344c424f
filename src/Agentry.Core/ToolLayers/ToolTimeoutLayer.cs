namespace Agentry;

/// <summary>Gives up on a tool after its time, and on a cancelled one after a grace period, whether or not it listens to its token.</summary>
internal sealed class ToolTimeoutLayer : IToolLayer
{
    public static TimeSpan? TimeoutOf(ToolCallContext context) => Shorter(StepOf(context), context.AttemptTimeout);

    /// <summary>The time of the whole step. A child run is no single step: its own limits, and the deadline of the runs above it, bound it.</summary>
    public static TimeSpan? StepOf(ToolCallContext context) =>
        Shorter(context.Contract.IsAgent ? null : context.Run.Limits.MaxStepDuration, context.Contract.Timeout);

    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        // The tool gets a token of its own: the run's cancellation and the timeout both reach it, and each is told apart afterwards.
        var stop = new CancellationTokenSource();
        using CancellationTokenRegistration follow = cancellationToken.UnsafeRegister(static s => Cancel((CancellationTokenSource)s!), stop);
        long start = context.Run.Time.GetTimestamp();
        ValueTask<ToolOutcome> started = next(context, stop.Token);
        if (started.IsCompletedSuccessfully)
        {
            stop.Dispose();
            return started.Result;
        }

        Task<ToolOutcome> work = started.AsTask();
        TimeProvider time = context.Run.Time;
        try
        {
            return await work.WaitAsync(TimeoutOf(context) ?? Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException || cancellationToken.IsCancellationRequested)
        {
            // It may have finished since the waiting was given up.
            if (work.IsCompleted)
                return await work.ConfigureAwait(false);
            Cancel(stop);
            bool timedOut = e is TimeoutException;
            ToolOutcome? late = await GraceAsync(work, timedOut ? TimeSpan.Zero : context.Run.Pipeline.Options.CancellationGrace, time)
                .ConfigureAwait(false);
            if (late is not null)
                return late;
            Task recorded = LateOutcome.RecordAsync(context, work, stop, start);
            context.Abandoned = context.Abandoned is { } earlier ? Task.WhenAll(earlier, recorded) : recorded;
            return GivenUp(context, timedOut ? FailureClass.Timeout : FailureClass.Unknown);
        }
    }

    private static TimeSpan? Shorter(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;

    private static ToolOutcome GivenUp(ToolCallContext context, FailureClass failure) =>
        context.Contract.Effect == ToolEffect.ReadOnly
            ? ToolOutcome.Failure(ToolMessages.Threw(context.Contract, FailureClass.Timeout), failure)
            : ToolOutcome.Indeterminate(ToolMessages.Unknown(context.Contract.Name), failure);

    private static async ValueTask<ToolOutcome?> GraceAsync(Task<ToolOutcome> work, TimeSpan grace, TimeProvider time)
    {
        if (grace > TimeSpan.Zero)
        {
            try
            {
                return await work.WaitAsync(grace, time, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It does not listen.
            }
        }

        return work.IsCompleted ? await work.ConfigureAwait(false) : null;
    }

    private static void Cancel(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (Exception e) when (e is AggregateException or ObjectDisposedException)
        {
            // A callback of the tool threw, or the tool is over; the token is cancelled all the same.
        }
    }
}
