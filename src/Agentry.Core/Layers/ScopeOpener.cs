using System.Diagnostics;

namespace Agentry;

/// <summary>Opens the run of a scope: a run of its own, or a child of the run around it.</summary>
internal static class ScopeOpener
{
    /// <summary>The agent version of every run of a scope: there is no agent, only layers.</summary>
    public const string Version = "layers";

    private static readonly RunReason Lost = new(RunReasonCodes.ScopeEnded, "The process of the run scope is gone; only its loop could have gone on.");

    /// <summary>Ends the run of a scope that its process left behind. False: it is no run of a scope.</summary>
    public static async ValueTask<bool> EndAbandonedAsync(RunStore store, RunLog log)
    {
        if (log.State.Started?.AgentVersion != Version)
            return false;
        await ToolClaims.SettleRefusedAsync(store, log).ConfigureAwait(false);
        RunCloser.Close(log, new RunOutcome { Status = RunStatus.Cancelled, Reason = Lost }, "", ToolMessages.NotSeen);
        await log.FlushAsync().ConfigureAwait(false);
        return true;
    }

    /// <param name="pipeline">The layers.</param>
    /// <param name="caller">On whose behalf; null takes the parent's, or nobody in particular.</param>
    /// <param name="limits">Tightens the pipeline's limits.</param>
    /// <param name="parent">The run around it: its cancellation reaches this one, and what is used here counts there too.</param>
    /// <param name="parentCall">The parent's tool call, when it is begun inside one.</param>
    public static RunContext Open(AgentPipeline pipeline, AgentCaller? caller, RunLimits? limits, RunContext? parent, string? parentCall)
    {
        AgentryRuntime runtime = pipeline.Runtime;
        caller ??= parent?.Caller ?? AgentCaller.Anonymous;
        RunLog log = runtime.NewLog(new RunKey(caller.Tenant, new RunId(runtime.Ids.NewId())), Activity.Current?.TraceId.ToString());
        byte[] salt = RunContext.NewSalt();
        RunId id = log.Run.RunId;
        RunLimits inForce = pipeline.Options.Limits.Tighten(limits).Tighten(parent?.Limits.ForChild());
        RunBudget.Require(pipeline, inForce, parent?.Budget, id);
        log.Append(
            new RunStarted
            {
                Agent = pipeline.AgentName,
                AgentVersion = Version,
                Caller = caller,
                Limits = inForce,
                ParentRun = parent?.RunId.Value,
                ParentCallId = parentCall,
                Depth = parent is null ? 0 : parent.Depth + 1,
                Salt = log.Add(BlobWriter.OfBytes(salt)),
            },
            Actors.Caller(caller));
        RunCancellation cancellation = Cancellation(inForce, runtime, parent);
        DateTimeOffset? deadline = inForce.MaxDuration is { } duration ? runtime.Time.GetUtcNow() + duration : null;
        var context = new RunContext(pipeline, log, new RunMeter(inForce, parent?.Meter), cancellation, salt)
        {
            Budget = new RunBudget(id, log.State, parent?.Budget),
            Deadline = parent?.Deadline is { } above && !(deadline < above) ? above : deadline,
        };
        cancellation.Own(LatencyWatch.OfRun(context));
        return context;
    }

    private static RunCancellation Cancellation(RunLimits limits, AgentryRuntime runtime, RunContext? parent)
    {
        var cancellation = new RunCancellation();
        if (limits.MaxDuration is { } duration)
            cancellation.After(duration, runtime.Time, new RunReason(RunReasonCodes.MaxDuration, $"The run took longer than {duration}."));
        if (parent is not null)
            cancellation.Follow(static () => new RunReason(RunReasonCodes.ParentEnded, "The run around this one ended."), parent.Cancellation.Token);
        return cancellation;
    }
}
