namespace Agentry;

/// <summary>The names under which a host connects to what Agentry emits, such as <c>AddSource(AgentryTelemetry.ActivitySourceName)</c>.</summary>
public static class AgentryTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> of every span.</summary>
    public const string ActivitySourceName = "Agentry";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/> of every metric.</summary>
    public const string MeterName = "Agentry";

    /// <summary>The category of the log lines about runs.</summary>
    public const string LogCategory = "Agentry.Observability";
}
