using System.Buffers;
using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// A JSON Schema, compiled once and run many times. Immutable and safe for any number of threads; it keeps no reference to the document
/// it was compiled from.
/// </summary>
/// <remarks>
/// Drafts 2020-12 (also when <c>$schema</c> is absent), 2019-09 and draft-07, all of their keywords, and schemas that refer from one draft to another. References
/// lead to the schema itself, to <see cref="SchemaCompileOptions.Registry"/> and to the metaschemas of the drafts; nothing is ever fetched. What cannot be
/// compiled is refused, never ignored. Where names repeat in an object, each occurrence has to be valid; see <see cref="SchemaCompileOptions.RefuseDuplicateNames"/>.
/// </remarks>
public sealed class CompiledSchema : ISchemaValidator
{
    private readonly SchemaProgram _program;

    private CompiledSchema(SchemaProgram program, string hash, IReadOnlyList<string> propertyNames)
    {
        _program = program;
        Hash = hash;
        PropertyNames = propertyNames;
    }

    /// <summary>
    /// Lowercase hexadecimal SHA-256 over the <see cref="CanonicalJson"/> of the schema: the same for schemas that differ only in white
    /// space, order of keys or spelling of numbers. The options are not part of it.
    /// </summary>
    public string Hash { get; }

    /// <summary>The names that <c>properties</c> of the root declares, in the order of the schema; empty when it declares none.</summary>
    public IReadOnlyList<string> PropertyNames { get; }

    internal SchemaProgram Program => _program;

    /// <summary>Compiles a schema.</summary>
    /// <exception cref="SchemaCompileException">The schema is malformed, over a limit, or uses what is not supported.</exception>
    public static CompiledSchema Compile(JsonElement schema, SchemaCompileOptions? options = null)
    {
        options ??= new SchemaCompileOptions();
        if (schema.ValueKind == JsonValueKind.Undefined) throw new SchemaCompileException("", "", "the element is undefined.");
        var root = schema.Clone();
        var compiler = new SchemaCompiler(root, options);
        var program = compiler.Compile();
        return new CompiledSchema(program, HashOf(root), NamesOf(compiler.FollowRoot()));
    }

    /// <summary>Whether the instance matches. Stops at the first failure and, for ordinary schemas, allocates nothing.</summary>
    /// <exception cref="ArgumentException">The element is undefined.</exception>
    public bool IsValid(JsonElement instance)
    {
        RequireDefined(instance);
        var state = new EvaluationState(_program.Limits);
        return ElementCheck.Run(_program, new ElementNode(instance), ref state);
    }

    /// <summary>
    /// Whether tool arguments match, as Microsoft.Extensions.AI hands them over. Values may be elements, nodes, strings, booleans, numeric
    /// primitives, null, and dictionaries or lists of these; they are looked at in place. Names are compared exactly, whatever the
    /// comparer of the dictionary.
    /// </summary>
    /// <exception cref="ArgumentException">A value that the schema looks at has no JSON form; the message names its pointer and type.</exception>
    public bool IsValid(IDictionary<string, object?> instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var state = new EvaluationState(_program.Limits);
        var isValid = ArgumentsCheck.Run(_program, instance, ref state);
        if (state.Fault == EvaluationFault.UnsupportedValue) throw UnsupportedValues.Describe(ClrNode.From(instance), nameof(instance));
        return isValid;
    }

    /// <summary>
    /// Whether a JSON text matches. It is checked while it is read and nothing is allocated, where no array or object needs to be looked at twice; otherwise it is parsed
    /// first. A text that is not JSON does not match.
    /// </summary>
    /// <param name="utf8Json">One JSON value as UTF-8, without byte order mark, comments or trailing commas.</param>
    public bool IsValid(ReadOnlyMemory<byte> utf8Json) => TextCheck.Run(_program, utf8Json, out _);

    /// <summary>What is wrong with the instance; of alternatives only the one that was meant most likely is explained.</summary>
    /// <param name="instance">The value to check.</param>
    /// <param name="maxProblems">How many problems to return at most; a model repairs few at a time.</param>
    /// <returns>Empty exactly when <see cref="IsValid(JsonElement)"/> is true.</returns>
    /// <exception cref="ArgumentException">The element is undefined.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxProblems"/> is below 1.</exception>
    public IReadOnlyList<SchemaProblem> Validate(JsonElement instance, int maxProblems = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxProblems, 1);
        RequireDefined(instance);
        var node = new ElementNode(instance);
        var state = new EvaluationState(_program.Limits);
        return ElementCheck.Run(_program, node, ref state) ? [] : Explain<ElementNode, ElementMembers, ElementItems>(node, state.Fault, maxProblems);
    }

    /// <summary>What is wrong with tool arguments; see <see cref="IsValid(IDictionary{string, object})"/> for what they may hold.</summary>
    /// <param name="instance">The arguments to check.</param>
    /// <param name="maxProblems">How many problems to return at most; a model repairs few at a time.</param>
    /// <returns>Empty exactly when <see cref="IsValid(IDictionary{string, object})"/> is true.</returns>
    /// <exception cref="ArgumentException">A value that the schema looks at has no JSON form; the message names its pointer and type.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxProblems"/> is below 1.</exception>
    public IReadOnlyList<SchemaProblem> Validate(IDictionary<string, object?> instance, int maxProblems = 5)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxProblems, 1);
        var state = new EvaluationState(_program.Limits);
        if (ArgumentsCheck.Run(_program, instance, ref state)) return [];
        var node = ClrNode.From(instance);
        if (state.Fault == EvaluationFault.UnsupportedValue) throw UnsupportedValues.Describe(node, nameof(instance));
        return Explain<ClrNode, ClrMembers, ClrItems>(node, state.Fault, maxProblems);
    }

    /// <summary>What is wrong with a JSON text.</summary>
    /// <param name="utf8Json">One JSON value as UTF-8, without byte order mark, comments or trailing commas.</param>
    /// <param name="maxProblems">How many problems to return at most; a model repairs few at a time.</param>
    /// <returns>Empty exactly when <see cref="IsValid(ReadOnlyMemory{byte})"/> is true. One problem when the text is not JSON.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxProblems"/> is below 1.</exception>
    public IReadOnlyList<SchemaProblem> Validate(ReadOnlyMemory<byte> utf8Json, int maxProblems = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxProblems, 1);
        if (TextCheck.Run(_program, utf8Json, out var fault)) return [];
        if (fault == EvaluationFault.TooLong) return [LimitText.Describe(fault, "", _program)];
        try
        {
            using var document = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { MaxDepth = _program.MaxDepth });
            return fault == EvaluationFault.DuplicateName
                ? [LimitText.Describe(fault, DuplicateNames.Find(document.RootElement, "") ?? "", _program)]
                : Explain<ElementNode, ElementMembers, ElementItems>(new ElementNode(document.RootElement), fault, maxProblems);
        }
        catch (JsonException)
        {
            // A mistake of the schema may have ended the reading before the text broke off; without a document only that can be told.
            return [LimitText.Describe(fault == EvaluationFault.None ? EvaluationFault.Malformed : fault, "", _program)];
        }
    }

    private static void RequireDefined(JsonElement instance)
    {
        if (instance.ValueKind == JsonValueKind.Undefined) throw new ArgumentException("The element is undefined.", nameof(instance));
    }

    private static string HashOf(JsonElement schema)
    {
        var canonical = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(canonical, schema);
        return Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan));
    }

    private static ReadOnlyCollection<string> NamesOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties"u8, out var properties)
            ? properties.EnumerateObject().Select(SchemaText.ReadName).ToList().AsReadOnly()
            : ReadOnlyCollection<string>.Empty;

    private List<SchemaProblem> Explain<TNode, TMembers, TItems>(TNode node, EvaluationFault fault, int maxProblems)
        where TNode : struct, INode<TNode, TMembers, TItems>
        where TMembers : struct, IMembers<TNode>
        where TItems : struct, IItems<TNode>
    {
        var state = new EvaluationState(_program.Limits) { CanScan = false };
        var collector = new ProblemCollector<TNode, TMembers, TItems>(_program, ref state, new StringBuilder(), maxProblems);
        if (fault != EvaluationFault.TooLong) collector.Collect(_program.Root, node, 0, SchemaStep.Root);

        // A pattern may time out on one run and not on the next; the first verdict stands.
        if (collector.Problems.Count == 0) collector.Problems.Add(LimitText.Describe(fault, "", _program));
        return collector.Problems;
    }
}
