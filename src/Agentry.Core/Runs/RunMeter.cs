using System.Collections.Concurrent;

namespace Agentry;

/// <summary>Counts what a run uses against its limits and those of every run above it. Thread-safe.</summary>
internal sealed class RunMeter(RunLimits limits, RunMeter? parent)
{
    private readonly ConcurrentDictionary<string, int> _perTool = new(StringComparer.Ordinal);
    private long _tokens;
    private int _toolCalls;

    public RunLimits Limits => limits;

    /// <summary>The limit that last refused a call of this run.</summary>
    public string? LastLimit { get; private set; }

    /// <summary>Counts what the run has used so far. A call that is not over counts when it goes on.</summary>
    public void Restore(RunState state)
    {
        _tokens = state.InputTokens + state.OutputTokens;
        foreach (CallState call in state.Calls)
        {
            if (call is not { Intent: not null, Outcome: not null })
                continue;
            _toolCalls++;
            _perTool.AddOrUpdate(call.Tool, 1, static (_, n) => n + 1);
        }
    }

    /// <summary>Counts what the run's children, and theirs, have used so far.</summary>
    public async ValueTask RestoreChildrenAsync(RunStore store, RunKey run, CancellationToken cancellationToken)
    {
        var query = new RunQuery { Tenant = run.Tenant, ParentRun = run.RunId.Value, Take = int.MaxValue };
        foreach (RunSummary child in await store.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            _tokens += child.Tokens;
            _toolCalls += child.ToolCalls;
            await RestoreChildrenAsync(store, child.Run, cancellationToken).ConfigureAwait(false);
        }
    }

    public void AddTokens(long tokens)
    {
        for (RunMeter? m = this; m is not null; m = m.Parent)
            Interlocked.Add(ref m._tokens, tokens);
    }

    /// <summary>True when no run on the way up has used its tokens.</summary>
    public bool HasTokensLeft()
    {
        for (RunMeter? m = this; m is not null; m = m.Parent)
        {
            if (Interlocked.Read(ref m._tokens) >= (m.Limits.MaxTokens ?? long.MaxValue))
                return false;
        }

        return true;
    }

    /// <summary>Takes one call of a tool, or says which limit forbids it and takes nothing.</summary>
    public string? TakeToolCall(string tool)
    {
        if (limits.MaxCallsPerTool is { } perTool && _perTool.AddOrUpdate(tool, 1, static (_, n) => n + 1) > perTool)
        {
            _perTool.AddOrUpdate(tool, 0, static (_, n) => n - 1);
            return LastLimit = RunReasonCodes.MaxCallsPerTool;
        }

        for (RunMeter? m = this; m is not null; m = m.Parent)
        {
            if (Interlocked.Increment(ref m._toolCalls) <= (m.Limits.MaxToolCalls ?? int.MaxValue))
                continue;
            for (RunMeter taken = this; ; taken = taken.Parent!)
            {
                Interlocked.Decrement(ref taken._toolCalls);
                if (ReferenceEquals(taken, m))
                    break;
            }

            return LastLimit = RunReasonCodes.MaxToolCalls;
        }

        return null;
    }

    private RunMeter? Parent { get; } = parent;
}
