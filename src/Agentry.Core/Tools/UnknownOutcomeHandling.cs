namespace Agentry;

/// <summary>What a run does with a call whose effect may or may not have happened.</summary>
public enum UnknownOutcomeHandling
{
    /// <summary>The run is suspended until a probe, the late outcome or a person settles it. The default.</summary>
    Suspend = 0,

    /// <summary>The model is told that the outcome is not known, and the run goes on. The same call again is refused; see <see cref="ToolOptions.AllowRepeatAfterUnknown"/>.</summary>
    TellModel,
}
