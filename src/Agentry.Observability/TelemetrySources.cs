using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>The sources that hosts listen to. They live as long as the process, as listeners expect.</summary>
internal static class TelemetrySources
{
    private static readonly string? Version = typeof(TelemetrySources).Assembly.GetName().Version?.ToString(3);

    private static readonly Lazy<Meter> ProcessMeter = new(() => new Meter(AgentryTelemetry.MeterName, Version));

    public static ActivitySource Spans { get; } = new(AgentryTelemetry.ActivitySourceName, Version);

    /// <summary>The host's meter, when it has a factory, so that two hosts of one process do not mix; otherwise the process's.</summary>
    public static Meter MeterOf(IServiceProvider services) =>
        services.GetService<IMeterFactory>()?.Create(new MeterOptions(AgentryTelemetry.MeterName) { Version = Version }) ?? ProcessMeter.Value;
}
