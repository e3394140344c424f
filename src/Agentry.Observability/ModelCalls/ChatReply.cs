using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What is told about a reply, plain or streamed, as far as it came. Never its content.</summary>
internal sealed class ChatReply
{
    /// <summary>The names under which clients report tokens written to the provider's cache, which have no member of their own.</summary>
    private static readonly string[] CacheWriteNames = ["CacheCreationInputTokens", "cache_creation_input_tokens", "CacheWriteInputTokens"];

    public string? Id { get; private set; }

    public string? Model { get; private set; }

    public string? FinishReason { get; private set; }

    public UsageDetails? Usage { get; private set; }

    public long? CacheWriteTokens
    {
        get
        {
            if (Usage?.AdditionalCounts is not { } counts)
                return null;
            foreach (string name in CacheWriteNames)
            {
                if (counts.TryGetValue(name, out long tokens))
                    return tokens;
            }

            return null;
        }
    }

    public void Take(ChatResponse response)
    {
        Id = response.ResponseId;
        Model = response.ModelId;
        FinishReason = response.FinishReason?.Value;
        Usage = response.Usage;
    }

    public void Take(ChatResponseUpdate update)
    {
        Id = update.ResponseId ?? Id;
        Model = update.ModelId ?? Model;
        FinishReason = update.FinishReason?.Value ?? FinishReason;
        foreach (AIContent content in update.Contents)
        {
            if (content is UsageContent { Details: { } details })
                (Usage ??= new UsageDetails()).Add(details);
        }
    }
}
