using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Checks a whole reply.</summary>
internal sealed class ReplyGuard(Guard guard)
{
    private readonly ContentGuard _contents = new(guard);

    /// <summary>The reply to go on with: the same instance when nothing was found.</summary>
    public async ValueTask<ChatResponse> CheckAsync(
        RunContext run, ChatResponse response, IReadOnlyList<GuardrailFinding> earlier, CancellationToken cancellationToken)
    {
        List<GuardrailFinding> findings = [.. earlier];
        ChatMessage[] messages = [.. response.Messages];
        bool passes = true;
        for (int i = 0; i < messages.Length; i++)
        {
            ContentDecision decision = await _contents
                .CheckAsync(run, GuardrailSurfaces.Output, messages[i].Contents, cancellationToken).ConfigureAwait(false);
            findings.AddRange(decision.Findings);
            passes &= decision.Passes;
            if (!decision.IsChanged)
                continue;
            messages[i] = messages[i].Clone();
            messages[i].Contents = decision.Contents;
            messages[i].RawRepresentation = null;
        }

        if (findings.Count == 0)
            return response;
        return passes ? GuardedReply.With(response, messages, findings) : GuardedReply.InPlaceOf(run, response, findings);
    }
}
