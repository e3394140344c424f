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
/// Drafts 2020-12 (also when <c>$schema</c> is absent), 2019-09 and draft-07. What is not supported is refused when compiling, never
/// ignored: <c>$dynamicRef</c>, <c>$recursiveRef</c>, <c>unevaluatedProperties</c>, <c>unevaluatedItems</c>, references to anchors or other
/// documents, <c>$id</c> below the root, other metaschemas. References are never fetched. Where names repeat in an object, each occurrence
/// has to be valid; refuse such documents when parsing (<see cref="JsonDocumentOptions.AllowDuplicateProperties"/>).
/// </remarks>
public sealed class CompiledSchema
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
        var state = new EvaluationState(_program.MaxSteps);
        return Evaluate(new ElementNode(instance), ref state);
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
        var node = ClrNode.From(instance);
        var state = new EvaluationState(_program.MaxSteps);
        var isValid = Evaluate(node, ref state);
        if (state.Fault == EvaluationFault.UnsupportedValue) throw UnsupportedValues.Describe(node, nameof(instance));
        return isValid;
    }

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
        var state = new EvaluationState(_program.MaxSteps);
        return Evaluate(node, ref state) ? [] : Explain<ElementNode, ElementMembers, ElementItems>(node, state.Fault, maxProblems);
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
        var node = ClrNode.From(instance);
        var state = new EvaluationState(_program.MaxSteps);
        if (Evaluate(node, ref state)) return [];
        if (state.Fault == EvaluationFault.UnsupportedValue) throw UnsupportedValues.Describe(node, nameof(instance));
        return Explain<ClrNode, ClrMembers, ClrItems>(node, state.Fault, maxProblems);
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

    private bool Evaluate(ElementNode node, ref EvaluationState state) =>
        new Evaluator<ElementNode, ElementMembers, ElementItems>(_program, ref state).Run(_program.Root, node, 0) && !state.HasFault;

    private bool Evaluate(ClrNode node, ref EvaluationState state) =>
        new Evaluator<ClrNode, ClrMembers, ClrItems>(_program, ref state).Run(_program.Root, node, 0) && !state.HasFault;

    private List<SchemaProblem> Explain<TNode, TMembers, TItems>(TNode node, EvaluationFault fault, int maxProblems)
        where TNode : struct, INode<TNode, TMembers, TItems>
        where TMembers : struct, IMembers<TNode>
        where TItems : struct, IItems<TNode>
    {
        var state = new EvaluationState(_program.MaxSteps);
        var collector = new ProblemCollector<TNode, TMembers, TItems>(_program, ref state, new StringBuilder(), maxProblems);
        collector.Collect(_program.Root, node, 0);

        // A pattern may time out on one run and not on the next; the first verdict stands.
        if (collector.Problems.Count == 0) collector.Problems.Add(LimitText.Describe(fault, "", _program));
        return collector.Problems;
    }
}
