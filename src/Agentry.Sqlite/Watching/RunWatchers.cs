namespace Agentry;

/// <summary>Who waits for news of which run.</summary>
internal sealed class RunWatchers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RunKey, List<RunWatch>> _watches = [];

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _watches.Count == 0;
        }
    }

    /// <summary>Watches a run until the watch is disposed.</summary>
    public RunWatch Open(RunKey run)
    {
        var watch = new RunWatch(this, run);
        lock (_lock)
        {
            if (!_watches.TryGetValue(run, out List<RunWatch>? others))
                _watches[run] = others = [];
            others.Add(watch);
        }

        return watch;
    }

    public void Close(RunWatch watch)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(watch.Run, out List<RunWatch>? watches) && watches.Remove(watch) && watches.Count == 0)
                _watches.Remove(watch.Run);
        }
    }

    /// <summary>A run was written.</summary>
    public void Notify(RunKey run)
    {
        lock (_lock)
        {
            if (_watches.TryGetValue(run, out List<RunWatch>? watches))
                watches.ForEach(w => w.Set());
        }
    }

    /// <summary>Something was written, by another process.</summary>
    public void NotifyAll()
    {
        lock (_lock)
        {
            foreach (List<RunWatch> watches in _watches.Values)
                watches.ForEach(w => w.Set());
        }
    }

    /// <summary>Nothing will be written any more.</summary>
    public void EndAll()
    {
        lock (_lock)
        {
            foreach (List<RunWatch> watches in _watches.Values)
                watches.ForEach(w => w.End());
        }
    }
}
