using System.Globalization;
using System.Text.Json;

namespace RefundDesk;

/// <summary>Fills the parameters of a tool with facts, in the names, types and enum members of its schema.</summary>
internal static class ArgumentBuilder
{
    /// <summary>The arguments, and the required parameters that no fact fits.</summary>
    public static (Dictionary<string, JsonElement> Arguments, IReadOnlyList<string> Missing) Build(
        ToolSchema tool, IReadOnlyDictionary<Slot, Fact> facts)
    {
        var arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var parameter in tool.Parameters)
        {
            if (SlotNames.Of(parameter.Name, facts.Keys) is { } slot
                && ValueOf(facts[slot], parameter.Types, parameter.Choices) is { } value)
                arguments[parameter.Name] = value;
        }

        return (arguments, [.. tool.Required.Where(name => !arguments.ContainsKey(name))]);
    }

    /// <summary>The fact in a form that the types and choices allow, or null.</summary>
    public static JsonElement? ValueOf(Fact fact, IReadOnlyList<string> types, IReadOnlyList<string> choices)
    {
        if (choices.Count > 0)
            return Choose(fact, choices) is { } choice ? JsonValues.Of(choice) : null;
        if (types.Count == 0)
            return Natural(fact);
        if (Fits(fact, types))
            return Natural(fact);
        if (types.Contains("array"))
            return JsonValues.Of(fact is ListFact list ? list.Values : [fact.AsText]);
        if ((types.Contains("integer") || types.Contains("number"))
            && decimal.TryParse(fact.AsText, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return JsonValues.Of(number);
        return types.Contains("string") ? JsonValues.Of(fact.AsText) : null;
    }

    private static string? Choose(Fact fact, IReadOnlyList<string> choices) =>
        (fact is ReasonFact reason ? ReasonReader.Pick(reason.Said, choices) : null)
        ?? choices.FirstOrDefault(choice => choice.Equals(fact.AsText, StringComparison.OrdinalIgnoreCase));

    private static bool Fits(Fact fact, IReadOnlyList<string> types) => fact switch
    {
        NumberFact { Value: var value } => types.Contains("number") || (types.Contains("integer") && decimal.IsInteger(value)),
        ListFact => types.Contains("array"),
        _ => types.Contains("string"),
    };

    private static JsonElement Natural(Fact fact) => fact switch
    {
        NumberFact number => JsonValues.Of(number.Value),
        ListFact list => JsonValues.Of(list.Values),
        _ => JsonValues.Of(fact.AsText),
    };
}
