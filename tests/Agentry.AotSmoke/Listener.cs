using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry.AotSmoke;

/// <summary>What an exporter would hear.</summary>
internal sealed class Listener : IDisposable
{
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public Listener()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AgentryTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Spans.Enqueue(activity.DisplayName),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == AgentryTelemetry.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, _, _, _) => Measurements.Enqueue(instrument.Name));
        _meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => Measurements.Enqueue(instrument.Name));
        _meters.Start();
    }

    public ConcurrentQueue<string> Spans { get; } = new();

    public ConcurrentQueue<string> Measurements { get; } = new();

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }
}
