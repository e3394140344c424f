using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Checks the text among a message's contents. Text that stands together is one text, in however many contents.</summary>
internal sealed class ContentGuard(Guard guard)
{
    /// <summary>Checks.</summary>
    /// <returns>The strictest verdict, the contents to go on with (the same list when nothing changed), and the findings.</returns>
    public async ValueTask<ContentDecision> CheckAsync(
        RunContext run, GuardrailSurfaces surface, IList<AIContent> contents, CancellationToken cancellationToken)
    {
        var decision = new ContentDecision(contents);
        for (int i = 0; i < contents.Count;)
        {
            int end = i;
            while (end < contents.Count && contents[end] is TextContent)
                end++;
            if (end == i)
            {
                decision.Keep(contents[i++]);
                continue;
            }

            string text = end == i + 1 ? ((TextContent)contents[i]).Text : string.Concat(contents.Skip(i).Take(end - i).Select(c => ((TextContent)c).Text));
            GuardrailDecision checkedText = await CheckAsync(run, surface, text, cancellationToken).ConfigureAwait(false);
            decision.Add(checkedText, i, end);
            i = end;
        }

        return decision;
    }

    private async ValueTask<GuardrailDecision> CheckAsync(
        RunContext run, GuardrailSurfaces surface, string text, CancellationToken cancellationToken)
    {
        if (guard.Needed(surface, text, run) == 0)
            return GuardrailDecision.Pass(text);
        if (surface != GuardrailSurfaces.UserInput)
            return await guard.CheckAsync(new GuardrailContext(surface, text, run), cancellationToken).ConfigureAwait(false);
        GuardrailRun state = GuardrailRun.Of(run);
        if (state.UserTexts.TryGetValue(text, out GuardrailDecision known))
            return known with { Findings = [] };
        GuardrailDecision decision = await guard.CheckAsync(new GuardrailContext(surface, text, run), cancellationToken).ConfigureAwait(false);
        state.UserTexts[text] = decision;
        return decision;
    }
}
