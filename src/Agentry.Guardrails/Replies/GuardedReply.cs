using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Makes replies that say what the guardrails did: without content when one objected.</summary>
internal static class GuardedReply
{
    /// <summary>In place of a request that was not sent.</summary>
    public static ChatResponse ToRequest(RunContext run, IReadOnlyList<GuardrailFinding> findings)
    {
        GuardrailRun.Of(run).Blocked = GuardrailMessages.Blocked(GuardrailSurfaces.UserInput, findings);
        return WithFindings(Empty(), findings);
    }

    /// <summary>In place of a reply; its ids and usage stay.</summary>
    public static ChatResponse InPlaceOf(RunContext run, ChatResponse response, IReadOnlyList<GuardrailFinding> findings)
    {
        GuardrailRun.Of(run).Blocked = GuardrailMessages.Blocked(GuardrailSurfaces.Output, findings.Where(f => f.Surface == GuardrailSurfaces.Output));
        ChatResponse blocked = Empty();
        CopyFacts(response, blocked);
        blocked.FinishReason = ChatFinishReason.ContentFilter;
        return WithFindings(blocked, findings);
    }

    /// <summary>The reply with other messages; everything else stays.</summary>
    public static ChatResponse With(ChatResponse response, IList<ChatMessage> messages, IReadOnlyList<GuardrailFinding> findings)
    {
        var changed = new ChatResponse(messages);
        CopyFacts(response, changed);
        return WithFindings(changed, findings);
    }

    private static ChatResponse Empty() =>
        new(new ChatMessage(ChatRole.Assistant, (IList<AIContent>)[])) { FinishReason = ChatFinishReason.ContentFilter };

    private static void CopyFacts(ChatResponse from, ChatResponse to)
    {
        to.ResponseId = from.ResponseId;
        to.ConversationId = from.ConversationId;
        to.ModelId = from.ModelId;
        to.CreatedAt = from.CreatedAt;
        to.FinishReason = from.FinishReason;
        to.Usage = from.Usage;
        to.AdditionalProperties = from.AdditionalProperties is null ? null : new AdditionalPropertiesDictionary(from.AdditionalProperties);
    }

    private static ChatResponse WithFindings(ChatResponse response, IReadOnlyList<GuardrailFinding> findings)
    {
        if (findings.Count > 0)
            (response.AdditionalProperties ??= [])[GuardrailFindingExtensions.Property] = findings;
        return response;
    }
}
