using System.Buffers;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// A schema that is ready to check values. <see cref="CompiledSchema"/> is the one of this package; a host may put another library behind it and give
/// a <c>Func&lt;JsonElement, ISchemaValidator&gt;</c> where schemas are compiled.
/// </summary>
/// <remarks>
/// Implementations are safe for any number of threads and answer for every input: an exception here counts as a fault of the program, not as an invalid
/// value. The members for argument dictionaries have a default that writes the arguments as JSON first.
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

    private static JsonElement ToElement(IDictionary<string, object?> instance)
    {
        var json = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(json, instance);
        var reader = new Utf8JsonReader(json.WrittenSpan, new JsonReaderOptions { MaxDepth = CanonicalJson.MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }
}
