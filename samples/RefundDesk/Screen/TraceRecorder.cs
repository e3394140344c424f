using System.Collections.Concurrent;
using System.Diagnostics;
using Agentry;

namespace RefundDesk;

/// <summary>Listens to Agentry's spans and keeps those that ended. A host would let an exporter of OpenTelemetry do this.</summary>
internal sealed class TraceRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public TraceRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == AgentryTelemetry.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> SpansOf(AgentRun run) =>
        [.. _ended.Where(span => span.GetTagItem("agentry.run.id") as string == run.Id.Value).OrderBy(span => span.StartTimeUtc)];

    public void Dispose() => _listener.Dispose();
}
