using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry.Tests;

/// <summary>A validator that is not ours: it knows two keywords, has words of its own, and can be made to fail.</summary>
internal sealed class HandWrittenValidator(JsonElement schema, HandWrittenValidator.Mood mood = HandWrittenValidator.Mood.Well) : ISchemaValidator
{
    public const string Words = "what the host's own validator says";

    public enum Mood
    {
        Well,
        ThrowsAlways,
        ThrowsWhenAskedWhy,
        GivesNoReason,
    }

    public bool IsValid(JsonElement instance) =>
        mood == Mood.ThrowsAlways ? throw new InvalidOperationException("secret of the validator") : Find(instance).Count == 0;

    public IReadOnlyList<SchemaProblem> Validate(JsonElement instance, int maxProblems = 5) => mood switch
    {
        Mood.ThrowsAlways or Mood.ThrowsWhenAskedWhy => throw new InvalidOperationException("secret of the validator"),
        Mood.GivesNoReason => [],
        _ => [.. Find(instance).Take(maxProblems)],
    };

    private List<SchemaProblem> Find(JsonElement instance)
    {
        List<SchemaProblem> problems = [];
        if (instance.ValueKind != JsonValueKind.Object)
            return [Problem("", "type")];
        foreach (JsonElement name in schema.TryGetProperty("required", out JsonElement required) ? required.EnumerateArray() : default)
        {
            if (!instance.TryGetProperty(name.GetString()!, out _))
                problems.Add(Problem("", "required"));
        }

        foreach (JsonProperty property in schema.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject() : default)
        {
            if (property.Value.TryGetProperty("type", out JsonElement type) && type.ValueEquals("integer")
                && instance.TryGetProperty(property.Name, out JsonElement value) && value.ValueKind != JsonValueKind.Number)
            {
                problems.Add(Problem("/" + property.Name, "type"));
            }
        }

        return problems;
    }

    private static SchemaProblem Problem(string pointer, string keyword) => new()
    {
        Pointer = pointer,
        SchemaLocation = "/" + keyword,
        Keyword = keyword,
        Expected = Words,
        Actual = "something",
        Fix = "do as it says",
    };
}
