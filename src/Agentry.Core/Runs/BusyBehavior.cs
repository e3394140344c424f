namespace Agentry;

/// <summary>What a start does when its conversation or its idempotency key is in use by a run that is not over.</summary>
public enum BusyBehavior
{
    /// <summary>Wait, in the order of arrival, until the other run is over. A suspended run is not waited for: the start is refused.</summary>
    Wait = 0,

    /// <summary>Refuse at once: the result is <see cref="RunStatus.Blocked"/>.</summary>
    Refuse,
}
