using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry;

/// <summary>Metrics of model calls; the profile decides the names and how tokens are counted.</summary>
internal abstract class ChatMetrics
{
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstChunk;
    private readonly Histogram<double> _nextChunk;

    protected ChatMetrics(Meter meter, string prefix)
    {
        _duration = meter.CreateHistogram(prefix + ".duration", "s", "How long a model call took, retries included.", null, Buckets.Call);
        _firstChunk = meter.CreateHistogram(
            prefix + ".time_to_first_chunk", "s", "Time from a streamed request to its first chunk.", null, Buckets.Call);
        _nextChunk = meter.CreateHistogram(
            prefix + ".time_per_output_chunk", "s", "Time between two chunks of a stream.", null, Buckets.Call);
    }

    public bool Enabled => _duration.Enabled || TimesChunks || CountsTokens;

    public bool TimesChunks => _firstChunk.Enabled || _nextChunk.Enabled;

    protected abstract bool CountsTokens { get; }

    public void FirstChunk(double seconds, in TagList tags) => _firstChunk.Record(seconds, tags);

    public void NextChunk(double seconds, in TagList tags) => _nextChunk.Record(seconds, tags);

    public void Ended(double seconds, in TagList tags, in TagList tagsWithError, ChatReply reply)
    {
        _duration.Record(seconds, tagsWithError);
        CountTokens(tags, tagsWithError, reply);
    }

    protected abstract void CountTokens(in TagList tags, in TagList tagsWithError, ChatReply reply);
}
