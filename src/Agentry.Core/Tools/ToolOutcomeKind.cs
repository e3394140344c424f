namespace Agentry;

/// <summary>How a tool call ended.</summary>
public enum ToolOutcomeKind
{
    /// <summary>It ran and returned.</summary>
    Succeeded = 0,

    /// <summary>It ran, or tried to, and failed; nothing is unclear about its effect.</summary>
    Failed,

    /// <summary>It was refused and did not run.</summary>
    Refused,

    /// <summary>It waits for something from outside and has not run.</summary>
    Suspended,

    /// <summary>It was started and given up: its effect may or may not have happened.</summary>
    Unknown,
}
