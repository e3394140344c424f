using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>A schema of a contract: what it is by its canonical hash, and the validator of the host's choice that holds values to it. Immutable and thread-safe.</summary>
internal sealed class CheckedSchema
{
    /// <summary>Longest text of one part of a problem. Our own validator stays below; another one may quote all of a value.</summary>
    private const int MaxText = 300;

    private static readonly SchemaProblem Unexplained = new()
    {
        Pointer = "",
        SchemaLocation = "",
        Keyword = "",
        Expected = "a value that fits the schema",
        Actual = "one that does not",
        Fix = "read the schema again",
    };

    private readonly ISchemaValidator _validator;

    private CheckedSchema(JsonElement schema, ISchemaValidator validator)
    {
        Json = schema;
        Hash = HashOf(schema);
        _validator = validator;
    }

    /// <summary>The schema as it was written.</summary>
    public JsonElement Json { get; }

    /// <summary>Lowercase hexadecimal SHA-256 over the canonical schema, whoever validates: a contract does not change with the validator.</summary>
    public string Hash { get; }

    /// <exception cref="SchemaCompileException">The validator refuses the schema, or cannot be made.</exception>
    public static CheckedSchema Compile(JsonElement schema, Func<JsonElement, ISchemaValidator>? create = null)
    {
        schema = schema.Clone();
        try
        {
            ISchemaValidator validator = create is null ? CompiledSchema.Compile(schema) : create(schema)
                ?? throw new SchemaCompileException("", "", "the host's validator is null.");
            return new CheckedSchema(schema, validator);
        }
        catch (Exception e) when (e is not SchemaCompileException)
        {
            throw new SchemaCompileException("", "", $"{e.GetType().Name}: {e.Message}");
        }
    }

    public bool Fits(JsonElement value) => _validator.IsValid(value);

    public bool Fits(IDictionary<string, object?> arguments) => _validator.IsValid(arguments);

    /// <summary>What is wrong. Empty exactly when the value fits: a validator that refuses without a reason refuses all the same.</summary>
    public IReadOnlyList<SchemaProblem> Problems(JsonElement value, int max) => Fits(value) ? [] : Bounded(_validator.Validate(value, max), max);

    /// <inheritdoc cref="Problems(JsonElement, int)"/>
    public IReadOnlyList<SchemaProblem> Problems(IDictionary<string, object?> arguments, int max) =>
        Fits(arguments) ? [] : Bounded(_validator.Validate(arguments, max), max);

    private static IReadOnlyList<SchemaProblem> Bounded(IReadOnlyList<SchemaProblem> problems, int max)
    {
        if (problems.Count == 0)
            return [Unexplained];
        return problems.Count <= max && problems.All(IsShort) ? problems : [.. problems.Take(max).Select(Shortened)];
    }

    private static bool IsShort(SchemaProblem problem) =>
        problem.Expected.Length <= MaxText && problem.Actual.Length <= MaxText && problem.Fix.Length <= MaxText;

    private static SchemaProblem Shortened(SchemaProblem problem) => problem with
    {
        Expected = Short(problem.Expected),
        Actual = Short(problem.Actual),
        Fix = Short(problem.Fix),
    };

    private static string Short(string text) => text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText - 1), "…");

    private static string HashOf(JsonElement schema)
    {
        var canonical = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(canonical, schema);
        return Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan));
    }
}
