using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>Those who look at the events of a run while they are added. They cannot break it.</summary>
internal sealed class EventObservers(ILogger logger, RunId run)
{
    private Action<RunEvent>? _observers;

    public void Add(Action<RunEvent> observer) => _observers += observer;

    public void Tell(RunEvent @event)
    {
        try
        {
            _observers?.Invoke(@event);
        }
        catch (Exception e)
        {
            logger.EventObserverFailed(e, run.Value);
        }
    }
}
