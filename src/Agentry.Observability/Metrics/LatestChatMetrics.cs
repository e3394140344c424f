using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry;

/// <summary>A counter per kind of token for sums, and two histograms for percentiles.</summary>
internal sealed class LatestChatMetrics : ChatMetrics
{
    private const string Prefix = "gen_ai.client.inference";

    /// <summary>Clients do not tell text from images in their counts.</summary>
    private const string Modality = "unknown";

    private readonly Counter<long> _input;
    private readonly Counter<long> _output;
    private readonly Counter<long> _cacheRead;
    private readonly Counter<long> _cacheWrite;
    private readonly Counter<long> _reasoning;
    private readonly Histogram<long> _inputPerCall;
    private readonly Histogram<long> _outputPerCall;

    public LatestChatMetrics(Meter meter)
        : base(meter, Prefix)
    {
        _input = Counter("input_tokens", "Tokens read.");
        _output = Counter("output_tokens", "Tokens written.");
        _cacheRead = Counter("cache_read.input_tokens", "Of the tokens read, those from the provider's cache.");
        _cacheWrite = Counter("cache_write.input_tokens", "Of the tokens read, those written to the provider's cache.");
        _reasoning = Counter("reasoning.output_tokens", "Of the tokens written, those spent on reasoning.");
        _inputPerCall = Histogram("input_tokens", "Tokens read by one model call.");
        _outputPerCall = Histogram("output_tokens", "Tokens written by one model call.");

        Counter<long> Counter(string name, string description) => meter.CreateCounter<long>($"{Prefix}.usage.{name}", "{token}", description);

        Histogram<long> Histogram(string name, string description) =>
            meter.CreateHistogram($"{Prefix}.operation.{name}", "{token}", description, null, Buckets.Tokens);
    }

    protected override bool CountsTokens =>
        _input.Enabled || _output.Enabled || _cacheRead.Enabled || _cacheWrite.Enabled || _reasoning.Enabled
        || _inputPerCall.Enabled || _outputPerCall.Enabled;

    protected override void CountTokens(in TagList tags, in TagList tagsWithError, ChatReply reply)
    {
        // A call without usage, failed or not, counts as zero: the conventions want the series to exist.
        long? none = reply.Usage is null ? 0 : null;
        TagList counted = tags;
        counted.Add(Attributes.TokenModality, Modality);
        Add(_input, reply.Usage?.InputTokenCount ?? none, counted);
        Add(_output, reply.Usage?.OutputTokenCount ?? none, counted);
        Add(_cacheRead, reply.Usage?.CachedInputTokenCount ?? none, counted);
        Add(_cacheWrite, reply.CacheWriteTokens ?? none, counted);
        Add(_reasoning, reply.Usage?.ReasoningTokenCount ?? none, counted);
        if (reply.Usage?.InputTokenCount is { } input)
            _inputPerCall.Record(input, tagsWithError);
        if (reply.Usage?.OutputTokenCount is { } output)
            _outputPerCall.Record(output, tagsWithError);
    }

    private static void Add(Counter<long> counter, long? tokens, in TagList tags)
    {
        if (tokens is { } number)
            counter.Add(number, tags);
    }
}
