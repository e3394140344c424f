namespace Agentry;

/// <summary>A fact about a run, in the past tense. The run log is a sequence of these and the run's state is a fold over them.</summary>
/// <remarks>
/// Immutable. Each kind has a schema version, written with every event; a kind or version that this build does not know is refused when
/// read (<see cref="RunLogException"/>) and stays in the store untouched. Features add <see cref="ExtensionEvent"/>s.
/// </remarks>
public abstract record RunEvent
{
    private protected RunEvent()
    {
    }
}
