using System.Diagnostics;

namespace Agentry;

/// <summary>What is told about a reply on the span of its call.</summary>
internal static class ChatReplyTags
{
    public static void AddTo(Activity span, ChatReply reply, double? firstChunk, bool isLatest)
    {
        Add(span, Attributes.ResponseId, reply.Id);
        Add(span, Attributes.ResponseModel, reply.Model);
        if (reply.FinishReason is { } finish)
            span.AddTag(Attributes.ResponseFinishReasons, new[] { finish });
        Add(span, Attributes.ResponseTimeToFirstChunk, firstChunk);
        if (reply.Usage is not { } usage)
            return;
        Add(span, Attributes.InputTokens, usage.InputTokenCount);
        Add(span, Attributes.OutputTokens, usage.OutputTokenCount);
        Add(span, Attributes.CacheReadTokens, usage.CachedInputTokenCount);
        Add(span, isLatest ? Attributes.CacheWriteTokens : Attributes.CacheCreationTokens, reply.CacheWriteTokens);
        Add(span, Attributes.ReasoningTokens, usage.ReasoningTokenCount);
    }

    private static void Add(Activity span, string name, object? value)
    {
        if (value is not null)
            span.AddTag(name, value);
    }
}
