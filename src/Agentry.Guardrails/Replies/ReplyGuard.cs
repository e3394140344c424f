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
        List<GuardrailFinding>? findings = earlier.Count == 0 ? null : [.. earlier];
        ChatMessage[]? messages = null;
        bool passes = true;
        for (int i = 0; i < response.Messages.Count; i++)
        {
            ContentDecision decision = await _contents
                .CheckAsync(run, GuardrailSurfaces.Output, response.Messages[i].Contents, cancellationToken).ConfigureAwait(false);
            if (decision.Findings.Count > 0)
                (findings ??= []).AddRange(decision.Findings);
            passes &= decision.Passes;
            if (!decision.IsChanged)
                continue;
            messages ??= [.. response.Messages];
            messages[i] = messages[i].Clone();
            messages[i].Contents = decision.Contents;
            messages[i].RawRepresentation = null;
        }

        if (findings is null)
            return response;
        return passes ? GuardedReply.With(response, messages ?? [.. response.Messages], findings) : GuardedReply.InPlaceOf(run, response, findings);
    }
}
