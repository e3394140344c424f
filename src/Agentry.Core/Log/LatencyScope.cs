namespace Agentry;

/// <summary>What took too long.</summary>
public enum LatencyScope
{
    /// <summary>The run at work.</summary>
    Run = 0,

    /// <summary>A model call.</summary>
    ModelStep,

    /// <summary>The wait for the first content of a streamed model call.</summary>
    FirstContent,

    /// <summary>A tool call.</summary>
    ToolStep,
}
