using System.Collections.Concurrent;

namespace Agentry;

/// <summary>The runs that this process works on now.</summary>
internal sealed class ActiveRuns
{
    private readonly ConcurrentDictionary<RunKey, ActiveRun> _runs = new();

    public ActiveRun Enter(RunKey key, RunCancellation cancellation) => _runs[key] = new ActiveRun(cancellation);

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
