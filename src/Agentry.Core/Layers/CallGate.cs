namespace Agentry;

/// <summary>Lets calls in until it is shut, and then tells when the last one has left. Thread-safe.</summary>
internal sealed class CallGate
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _shut;

    public bool IsShut => Volatile.Read(ref _shut);

    /// <summary>Completes when the gate is shut and nobody is inside.</summary>
    public Task Empty => _empty.Task;

    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_shut)
                return false;
            _inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0 && _shut)
                _empty.SetResult();
        }
    }

    /// <returns>False when it was shut before.</returns>
    public bool Shut()
    {
        lock (_lock)
        {
            if (_shut)
                return false;
            _shut = true;
            if (_inside == 0)
                _empty.SetResult();
            return true;
        }
    }
}
