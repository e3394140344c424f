using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// Says which parts of a schema a provider's strict mode drops or refuses. It changes nothing: values are always validated against the schema as it was written,
/// because what a provider drops it does not hold the model to.
/// </summary>
public static class StrictModeLint
{
    /// <summary>What the strict mode does not take.</summary>
    /// <param name="schema">The schema, which need not compile.</param>
    /// <param name="profile">The provider.</param>
    /// <returns>In the order of the schema, limits of the whole at the end; empty when the schema can be sent as it is.</returns>
    /// <exception cref="ArgumentException">The element is undefined.</exception>
    /// <exception cref="SchemaCompileException">The schema is too large or too deep to look at, by the defaults of <see cref="SchemaCompileOptions"/>.</exception>
    public static IReadOnlyList<StrictModeFinding> Check(JsonElement schema, StrictModeProfile profile)
    {
        if (schema.ValueKind == JsonValueKind.Undefined) throw new ArgumentException("The element is undefined.", nameof(schema));
        var options = new SchemaCompileOptions();
        var left = options.MaxSchemaNodes;
        SchemaSize.Check(schema, "", options, ref left);
        var walk = new StrictModeWalk(profile == StrictModeProfile.OpenAI ? StrictModeRules.OpenAI : StrictModeRules.Anthropic);
        walk.Run(schema);
        return walk.Findings;
    }
}
