using System.Collections.Concurrent;

namespace Agentry;

/// <summary>The runs that this process works on now; whoever works on one enters it first, so that a run has one worker at a time.</summary>
internal sealed class ActiveRuns
{
    private readonly ConcurrentDictionary<RunKey, ActiveRun> _runs = new();

    /// <summary>False: somebody in this process is at work on the run.</summary>
    public bool TryEnter(RunKey key, RunCancellation cancellation) => _runs.TryAdd(key, new ActiveRun(cancellation));

    public void Leave(RunKey key)
    {
        if (_runs.TryRemove(key, out ActiveRun? run))
            run.Over.TrySetResult();
    }

    public ActiveRun? Find(RunKey key) => _runs.GetValueOrDefault(key);

    internal sealed class ActiveRun(RunCancellation cancellation)
    {
        public RunCancellation Cancellation { get; } = cancellation;

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
