using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Checks the user's texts and the tools' results among messages that go to the model.</summary>
internal sealed class RequestGuard(Guard guard)
{
    private readonly ContentGuard _contents = new(guard);
    private readonly ValueGuard _values = new(guard);

    public async ValueTask<RequestDecision> CheckAsync(RunContext run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ChatMessage[]? changed = null;
        List<GuardrailFinding> findings = [];
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            ContentDecision decision;
            if (message.Role == ChatRole.User)
                decision = await _contents.CheckAsync(run, GuardrailSurfaces.UserInput, message.Contents, cancellationToken).ConfigureAwait(false);
            else if (message.Role == ChatRole.Tool)
                decision = await CheckResultsAsync(run, messages, message, cancellationToken).ConfigureAwait(false);
            else
                continue;
            findings.AddRange(decision.Findings);
            if (!decision.Passes)
                return new RequestDecision(false, messages, findings);
            if (!decision.IsChanged)
                continue;
            changed ??= [.. messages];
            changed[i] = message.Clone();
            changed[i].Contents = decision.Contents;
        }

        return new RequestDecision(true, changed ?? messages, findings);
    }

    /// <summary>A result that does not pass is withheld; the model is told so and goes on.</summary>
    private async ValueTask<ContentDecision> CheckResultsAsync(
        RunContext run, IReadOnlyList<ChatMessage> messages, ChatMessage message, CancellationToken cancellationToken)
    {
        GuardrailRun state = GuardrailRun.Of(run);
        var decision = new ContentDecision(message.Contents);
        for (int i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is not FunctionResultContent result)
            {
                decision.Keep(message.Contents[i]);
                continue;
            }

            if (!state.Results.TryGetValue(result.CallId, out CheckedResult? known) || !known.IsOf(result.Result))
            {
                string? tool = ToolOf(messages, result.CallId);
                ValueDecision value = await _values.CheckAsync(
                    new ToolText(GuardrailSurfaces.ToolResult, run, tool, result.CallId), result.Result, cancellationToken).ConfigureAwait(false);
                decision.Note(value.Findings);
                known = new CheckedResult(result.Result, value.Passes ? value.Value : GuardrailMessages.Withheld(tool));
                state.Results[result.CallId] = known;
            }

            if (ReferenceEquals(known.After, known.Before) || known.After is null || (known.Before is not null && known.After.Equals(known.Before)))
                decision.Keep(result);
            else
                decision.Replace(new FunctionResultContent(result.CallId, known.After) { AdditionalProperties = result.AdditionalProperties });
        }

        return decision;
    }

    private static string? ToolOf(IReadOnlyList<ChatMessage> messages, string callId) =>
        messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().LastOrDefault(c => c.CallId == callId)?.Name;
}
