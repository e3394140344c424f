using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Writes results in the standard output formats of JSON Schema (draft 2020-12 core, section 12).</summary>
public static class SchemaOutput
{
    /// <summary>The format <c>flag</c>: only whether the instance matches.</summary>
    public static void WriteFlag(Utf8JsonWriter writer, bool isValid)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteBoolean("valid"u8, isValid);
        writer.WriteEndObject();
    }

    /// <summary>
    /// The format <c>basic</c>: a flat list of errors, with the way through the references as <c>keywordLocation</c> and where it led as <c>absoluteKeywordLocation</c>. Of
    /// alternatives only the errors of the one that was meant most likely are listed. Problems of other validators have one location for both.
    /// </summary>
    /// <param name="writer">Takes the object.</param>
    /// <param name="problems">What a validation returned; empty for a valid instance.</param>
    public static void WriteBasic(Utf8JsonWriter writer, IReadOnlyList<SchemaProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(problems);
        writer.WriteStartObject();
        writer.WriteBoolean("valid"u8, problems.Count == 0);
        if (problems.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var problem in problems) WriteError(writer, problem);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, SchemaProblem problem)
    {
        var hash = problem.SchemaLocation.IndexOf('#', StringComparison.Ordinal);
        var isRemote = hash > 0 && problem.SchemaLocation[0] != '/';
        writer.WriteStartObject();
        writer.WriteBoolean("valid"u8, false);
        writer.WriteString("keywordLocation"u8, problem.KeywordLocation.Way is { } way ? way : isRemote ? problem.SchemaLocation[(hash + 1)..] : problem.SchemaLocation);
        writer.WriteString("absoluteKeywordLocation"u8, isRemote ? problem.SchemaLocation : "#" + problem.SchemaLocation);
        writer.WriteString("instanceLocation"u8, problem.Pointer);
        writer.WriteString("error"u8, $"expected {problem.Expected}, got {problem.Actual}");
        writer.WriteEndObject();
    }
}
