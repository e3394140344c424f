namespace Agentry;

/// <summary>What would become of a call.</summary>
public enum PlannedFate
{
    /// <summary>It would have run.</summary>
    WouldRun = 0,

    /// <summary>It would have waited for people.</summary>
    WouldWait,

    /// <summary>It would not have run.</summary>
    WouldBeRefused,

    /// <summary>It ran, because it changes nothing.</summary>
    Ran,
}
