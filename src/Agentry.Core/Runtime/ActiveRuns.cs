using System.Collections.Concurrent;

namespace Agentry;

/// <summary>The runs that this process works on now; whoever works on one enters it first, so that a run has one worker at a time.</summary>
internal sealed class ActiveRuns
{
    private readonly ConcurrentDictionary<RunKey, ActiveRun> _runs = new();

    public bool IsEmpty => _runs.IsEmpty;

    public IEnumerable<ActiveRun> All => _runs.Values;

    /// <summary>False: somebody in this process is at work on the run.</summary>
    public bool TryEnter(RunKey key, RunCancellation cancellation, RunLog? log = null, bool resumable = true) =>
        _runs.TryAdd(key, new ActiveRun(cancellation) { Log = log, IsResumable = resumable });

    public void Leave(RunKey key)
    {
        if (_runs.TryRemove(key, out ActiveRun? run))
            run.Over.TrySetResult();
    }

    public ActiveRun? Find(RunKey key) => _runs.GetValueOrDefault(key);

    internal sealed class ActiveRun(RunCancellation cancellation)
    {
        public RunCancellation Cancellation { get; } = cancellation;

        /// <summary>The log whose lease is kept; null until the run is read.</summary>
        public RunLog? Log { get; set; }

        /// <summary>True when another worker can go on with it: our loop, not a foreign one.</summary>
        public bool IsResumable { get; init; }

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
