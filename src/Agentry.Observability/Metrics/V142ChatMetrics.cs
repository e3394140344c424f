using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Agentry;

/// <summary>One token histogram, by token type; nothing when the provider reported no usage.</summary>
internal sealed class V142ChatMetrics : ChatMetrics
{
    private readonly Histogram<long> _tokens;

    public V142ChatMetrics(Meter meter)
        : base(meter, "gen_ai.client.operation") =>
        _tokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a model call.", null, Buckets.Tokens);

    protected override bool CountsTokens => _tokens.Enabled;

    protected override void CountTokens(in TagList tags, in TagList tagsWithError, ChatReply reply)
    {
        Record(reply.Usage?.InputTokenCount, "input", tags);
        Record(reply.Usage?.OutputTokenCount, "output", tags);
    }

    private void Record(long? tokens, string type, TagList tags)
    {
        if (tokens is null)
            return;
        tags.Add(Attributes.TokenType, type);
        _tokens.Record(tokens.Value, tags);
    }
}
