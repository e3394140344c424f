using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry.Tests;

/// <summary>
/// Listens to everything that Agentry emits, keeps it for assertions, and checks each span and measurement against the conventions.
/// Any test project may use it: hold one around a run and call <see cref="Verify"/>, or dispose it, which verifies too.
/// </summary>
/// <remarks>Listeners are global to the process. Without the acceptance data nothing is checked, only kept.</remarks>
internal sealed class SemconvListener : IDisposable
{
    private const string Source = "Agentry";

    private readonly ActivityListener _spans;
    private readonly MeterListener? _meters;
    private readonly SemconvChecks? _checks;
    private readonly bool _keeps;
    private int _checkedSpans;
    private int _checkedMeasurements;
    private readonly ConcurrentDictionary<Activity, HashSet<string>> _open = [];
    private readonly ConcurrentQueue<string> _violations = [];
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ConcurrentQueue<EmittedMeasurement> _measurements = [];

    /// <param name="spec">The profile in force; by default the default one.</param>
    /// <param name="metrics">False to listen to spans alone.</param>
    /// <param name="sampling">What a sampler says to every span.</param>
    /// <param name="keeps">False to check what is emitted without keeping it.</param>
    public SemconvListener(
        Func<SemconvSpec>? spec = null,
        bool metrics = true,
        ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded,
        bool keeps = true)
    {
        _keeps = keeps;
        if (SharedData.Root is not null || SharedData.Required)
            _checks = new SemconvChecks((spec ?? (() => SemconvSpec.V142))());
        _spans = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStarted = span => _open[span] = [.. span.TagObjects.Select(t => t.Key)],
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(_spans);
        if (metrics)
        {
            _meters = new MeterListener { InstrumentPublished = Published };
            _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
            _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
            _meters.Start();
        }
    }

    /// <summary>The spans that ended, in the order of their ends.</summary>
    public IReadOnlyList<Activity> Spans => [.. _ended];

    /// <summary>The spans that began and have not ended.</summary>
    public IReadOnlyCollection<Activity> Open => [.. _open.Keys];

    public IReadOnlyList<EmittedMeasurement> Measurements => [.. _measurements];

    public int CheckedSpans => Volatile.Read(ref _checkedSpans);

    public int CheckedMeasurements => Volatile.Read(ref _checkedMeasurements);

    public IReadOnlyList<string> Violations => [.. _violations];

    public IReadOnlyList<Activity> SpansOf(string operation) =>
        [.. _ended.Where(s => s.GetTagItem("gen_ai.operation.name") as string == operation)];

    public IReadOnlyList<EmittedMeasurement> Of(string metric) => [.. _measurements.Where(m => m.Metric == metric)];

    /// <exception cref="InvalidOperationException">Something emitted does not fit the conventions.</exception>
    public void Verify()
    {
        if (!_violations.IsEmpty)
            throw new InvalidOperationException("Emitted against the conventions:\n" + string.Join('\n', _violations.Distinct()));
    }

    /// <summary>Drops the violations found so far: for tests of the check itself.</summary>
    public void Forgive() => _violations.Clear();

    public void Dispose()
    {
        _spans.Dispose();
        _meters?.Dispose();
        Verify();
    }

    private void Stopped(Activity span)
    {
        _open.TryRemove(span, out HashSet<string>? atCreation);
        if (_keeps)
            _ended.Enqueue(span);
        if (_checks is null || !span.IsAllDataRequested)
            return;
        Interlocked.Increment(ref _checkedSpans);
        Note($"span '{span.DisplayName}'", _checks.Span(span, atCreation ?? []));
    }

    private void Published(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == Source)
            listener.EnableMeasurementEvents(instrument);
    }

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> read = new(StringComparer.Ordinal);
        foreach ((string name, object? tag) in tags)
        {
            if (!read.TryAdd(name, tag))
                _violations.Enqueue($"metric {instrument.Name}: {name} is there twice");
        }

        if (_keeps)
            _measurements.Enqueue(new EmittedMeasurement(instrument.Name, value, read));
        if (_checks is null)
            return;
        Interlocked.Increment(ref _checkedMeasurements);
        Note($"metric {instrument.Name}", _checks.Instrument(instrument));
        Note($"metric {instrument.Name}", _checks.Measurement(instrument, read));
    }

    private void Note(string subject, IEnumerable<string> problems)
    {
        foreach (string problem in problems)
            _violations.Enqueue($"{subject}: {problem}");
    }
}
