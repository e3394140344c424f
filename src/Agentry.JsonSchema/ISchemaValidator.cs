using System.Buffers;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// A schema that is ready to check values. <see cref="CompiledSchema"/> is the one of this package; a host may put another library behind it and give
/// a <c>Func&lt;JsonElement, ISchemaValidator&gt;</c> where schemas are compiled.
/// </summary>
/// <remarks>
/// Implementations are safe for any number of threads and answer for every input: an exception here counts as a fault of the program, not as an invalid
/// value. The members for argument dictionaries and raw text have defaults that make an element of them first. Of a problem, only
/// <see cref="SchemaProblem.Pointer"/>, <see cref="SchemaProblem.Actual"/> and <see cref="SchemaProblem.Fix"/> may quote the instance: what reads problems
/// redacts these.
/// </remarks>
public interface ISchemaValidator
{
    /// <summary>Whether the instance matches.</summary>
    bool IsValid(JsonElement instance);

    /// <summary>What is wrong with the instance.</summary>
    /// <param name="instance">The value to check.</param>
    /// <param name="maxProblems">How many problems to return at most.</param>
    /// <returns>Empty exactly when <see cref="IsValid(JsonElement)"/> is true.</returns>
    IReadOnlyList<SchemaProblem> Validate(JsonElement instance, int maxProblems = 5);

    /// <summary>Whether tool arguments match, as Microsoft.Extensions.AI hands them over.</summary>
    /// <exception cref="ArgumentException">A value has no JSON form.</exception>
    bool IsValid(IDictionary<string, object?> instance) => IsValid(ToElement(instance));

    /// <summary>What is wrong with tool arguments.</summary>
    /// <param name="instance">The arguments to check.</param>
    /// <param name="maxProblems">How many problems to return at most.</param>
    /// <returns>Empty exactly when <see cref="IsValid(IDictionary{string, object})"/> is true.</returns>
    /// <exception cref="ArgumentException">A value has no JSON form.</exception>
    IReadOnlyList<SchemaProblem> Validate(IDictionary<string, object?> instance, int maxProblems = 5) => Validate(ToElement(instance), maxProblems);

    /// <summary>Whether a JSON text matches.</summary>
    /// <param name="utf8Json">One JSON value as UTF-8; a text that is not JSON does not match.</param>
    bool IsValid(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            return IsValid(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a JSON text.</summary>
    /// <param name="utf8Json">One JSON value as UTF-8.</param>
    /// <param name="maxProblems">How many problems to return at most.</param>
    /// <returns>Empty exactly when <see cref="IsValid(ReadOnlyMemory{byte})"/> is true. One problem when the text is not JSON.</returns>
    IReadOnlyList<SchemaProblem> Validate(ReadOnlyMemory<byte> utf8Json, int maxProblems = 5)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            return Validate(document.RootElement, maxProblems);
        }
        catch (JsonException)
        {
            return [new SchemaProblem { Pointer = "", SchemaLocation = "", Keyword = "json", Expected = "JSON", Actual = "another text", Fix = "send one whole JSON value" }];
        }
    }

    private static JsonElement ToElement(IDictionary<string, object?> instance)
    {
        var json = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(json, instance);
        var reader = new Utf8JsonReader(json.WrittenSpan, new JsonReaderOptions { MaxDepth = CanonicalJson.MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }
}
