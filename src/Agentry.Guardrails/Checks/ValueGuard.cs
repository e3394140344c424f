using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Checks the strings in a value that goes into a tool or comes out of one.</summary>
internal sealed class ValueGuard(Guard guard)
{
    /// <summary>Checks a value; its text changes in the decision's value, its shape does not.</summary>
    public async ValueTask<ValueDecision> CheckAsync(ToolText text, object? value, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case null or bool or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal:
                return ValueDecision.Pass(value);
            case string plain:
                return await CheckTextAsync(text, plain, cancellationToken).ConfigureAwait(false);
            case JsonElement element:
                return await CheckJsonAsync(text, element, value, cancellationToken).ConfigureAwait(false);
            case JsonNode node:
                return await CheckJsonAsync(text, JsonSerializer.SerializeToElement(node, ValueJson.Default.JsonNode), value, cancellationToken).ConfigureAwait(false);
            case TextContent content:
                ValueDecision one = await CheckTextAsync(text, content.Text, cancellationToken).ConfigureAwait(false);
                return one.IsChanged ? one with { Value = new TextContent((string)one.Value!) } : one with { Value = value };
            case AIContent:
                return ValueDecision.Pass(value);
            case IEnumerable<AIContent> contents:
                return await CheckAllAsync(text, value, contents, static c => c.Cast<AIContent>().ToList(), cancellationToken).ConfigureAwait(false);
            case IEnumerable<KeyValuePair<string, object?>> members:
                return await CheckMembersAsync(text, value, members, cancellationToken).ConfigureAwait(false);
            case IEnumerable<object?> items:
                return await CheckAllAsync(text, value, items, static c => c, cancellationToken).ConfigureAwait(false);
            default:
                JsonElement json = JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()));
                return await CheckJsonAsync(text, json, value, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<ValueDecision> CheckTextAsync(ToolText text, string plain, CancellationToken cancellationToken)
    {
        if (guard.Needed(text.Surface, plain, text.Run) == 0)
            return ValueDecision.Pass(plain);
        GuardrailDecision decision = await guard.CheckAsync(text.Ask(plain), cancellationToken).ConfigureAwait(false);
        return new ValueDecision(decision.Verdict, decision.Text, !ReferenceEquals(decision.Text, plain), decision.Findings);
    }

    /// <param name="text">Where the value stands.</param>
    /// <param name="value">The value as JSON.</param>
    /// <param name="given">The value as it was given, to go on with when nothing changes.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    private async ValueTask<ValueDecision> CheckJsonAsync(ToolText text, JsonElement value, object given, CancellationToken cancellationToken)
    {
        bool isResult = text.Surface == GuardrailSurfaces.ToolResult;
        if (isResult && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && IsTooLong(value))
            return await CheckTextAsync(text, value.GetRawText(), cancellationToken).ConfigureAwait(false);
        var total = ValueDecision.Pass(given);
        if (Suspects(text, value, isResult) is not { } suspects)
            return total;
        Dictionary<string, string>? changes = null;
        foreach (string one in suspects)
        {
            GuardrailDecision decision = await guard.CheckAsync(text.Ask(one), cancellationToken).ConfigureAwait(false);
            if (decision.Verdict == GuardrailVerdict.Allow && decision.Findings.Count == 0)
                continue;
            total = total.And(decision.Verdict, decision.Findings);
            if (decision.Text != one)
                (changes ??= new Dictionary<string, string>(StringComparer.Ordinal))[one] = decision.Text;
        }

        return changes is null ? total : total with { Value = JsonTexts.Replace(value, changes, withNames: isResult), IsChanged = true };
    }

    /// <summary>The strings to look at; null when there are none. What is ruled out for the whole is not looked for in its parts.</summary>
    private List<string>? Suspects(ToolText text, JsonElement value, bool isResult)
    {
        var search = new JsonSearch(guard, text.Surface, text.Run);
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);

        // With escapes the text is not what the JSON shows.
        if (!raw.Contains((byte)'\\') && !JsonTexts.Read(raw, search, static (all, s) => s.Narrow(all)))
            return null;
        return JsonTexts.Find(value, isResult, search, static (one, s) => s.IsNeeded(one));
    }

    /// <summary>Each string may be short and the whole still too long: then the whole is judged, and cut, as a text.</summary>
    private bool IsTooLong(JsonElement value) =>
        guard.Options.Size.ToolResult != GuardrailVerdict.Allow
        && JsonMarshal.GetRawUtf8Value(value).Length is var bytes
        && bytes > guard.Options.Size.MaxToolResult
        && value.GetRawText().Length > guard.Options.Size.MaxToolResult;

    private async ValueTask<ValueDecision> CheckAllAsync(
        ToolText text, object whole, IEnumerable<object?> items, Func<List<object?>, object> rebuild, CancellationToken cancellationToken)
    {
        List<object?> values = [];
        var total = ValueDecision.Pass(whole);
        foreach (object? item in items)
        {
            ValueDecision one = await CheckAsync(text, item, cancellationToken).ConfigureAwait(false);
            values.Add(one.Value);
            total = total.And(one.Verdict, one.Findings) with { IsChanged = total.IsChanged || one.IsChanged };
        }

        return total.IsChanged ? total with { Value = rebuild(values) } : total;
    }

    private async ValueTask<ValueDecision> CheckMembersAsync(
        ToolText text, object whole, IEnumerable<KeyValuePair<string, object?>> members, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var total = ValueDecision.Pass(whole);
        foreach ((string name, object? member) in members)
        {
            ValueDecision one = await CheckAsync(text, member, cancellationToken).ConfigureAwait(false);
            values[name] = one.Value;
            total = total.And(one.Verdict, one.Findings) with { IsChanged = total.IsChanged || one.IsChanged };
        }

        return total.IsChanged ? total with { Value = values } : total;
    }

    private sealed class JsonSearch(Guard guard, GuardrailSurfaces surface, RunContext run)
    {
        private uint _needed = uint.MaxValue;

        public bool Narrow(ReadOnlySpan<char> all) => (_needed = guard.Needed(surface, all, run)) != 0;

        public bool IsNeeded(ReadOnlySpan<char> one) => guard.Needed(surface, one, run, _needed) != 0;
    }
}
