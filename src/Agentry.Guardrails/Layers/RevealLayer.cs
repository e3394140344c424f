using System.Text.Json;

namespace Agentry;

/// <summary>Gives tools the values behind tokens, and remembers which answers are our own refusals.</summary>
internal sealed class RevealLayer : IToolLayer
{
    public async ValueTask<ToolOutcome> InvokeAsync(ToolCallContext context, ToolCallDelegate next, CancellationToken cancellationToken)
    {
        GuardrailRun state = GuardrailRun.Of(context.Run);
        bool isComplete = true;
        Dictionary<string, object?>? revealed = Reveal(context.Arguments, state.Vault, ref isComplete);
        ToolOutcome outcome;
        if (!isComplete)
        {
            outcome = ToolOutcome.Refuse(GuardrailCodes.UnknownToken, GuardrailMessages.UnknownToken(context.Contract.Name));
        }
        else
        {
            // This stage stands before the contract: there is nothing to go back to, the call goes on with the values.
            if (revealed is not null)
                context.Rewrite(revealed);
            outcome = await next(context, cancellationToken).ConfigureAwait(false);
        }

        if (outcome.Kind == ToolOutcomeKind.Refused)
        {
            state.RefusedCalls[context.CallId] = true;
            state.Results[context.CallId] = new CheckedResult(outcome.Answer, outcome.Answer);
        }
        else if (!state.RefusedCalls.IsEmpty)
        {
            state.RefusedCalls.TryRemove(context.CallId, out _);
        }

        return outcome;
    }

    private static Dictionary<string, object?>? Reveal(IReadOnlyDictionary<string, object?> arguments, TokenVault vault, ref bool isComplete)
    {
        Dictionary<string, object?>? revealed = null;
        foreach ((string name, object? value) in arguments)
        {
            object? now = Reveal(value, vault, ref isComplete);
            if (!ReferenceEquals(now, value))
                (revealed ??= new Dictionary<string, object?>(arguments, StringComparer.Ordinal))[name] = now;
        }

        return revealed;
    }

    private static object? Reveal(object? value, TokenVault vault, ref bool isComplete)
    {
        switch (value)
        {
            case string text:
                return vault.Reveal(text, ref isComplete);
            case JsonElement json:
                if (JsonTexts.Find(json, withNames: false, vault, static (text, _) => TokenVault.MayHoldToken(text)) is not { } suspects)
                    return value;
                Dictionary<string, string>? changes = null;
                foreach (string text in suspects)
                {
                    string now = vault.Reveal(text, ref isComplete);
                    if (now != text)
                        (changes ??= new Dictionary<string, string>(StringComparer.Ordinal))[text] = now;
                }

                return changes is null ? value : JsonTexts.Replace(json, changes, withNames: false);
            case IEnumerable<KeyValuePair<string, object?>> members:
                bool complete = isComplete;
                var copy = members.ToDictionary(m => m.Key, m => Reveal(m.Value, vault, ref complete), StringComparer.Ordinal);
                isComplete = complete;
                return members.All(m => ReferenceEquals(copy[m.Key], m.Value)) ? value : copy;
            case IEnumerable<object?> items:
                bool whole = isComplete;
                List<object?> list = [.. items.Select(i => Reveal(i, vault, ref whole))];
                isComplete = whole;
                return items.Zip(list).All(p => ReferenceEquals(p.First, p.Second)) ? value : list;
            default:
                return value;
        }
    }
}
