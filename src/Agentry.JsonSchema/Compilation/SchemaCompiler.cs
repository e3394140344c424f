using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// Lowers a schema to a program. Every subschema that can be reached becomes one block, known by its pointer, so that recursion in the
/// schema is a cycle of block numbers. Work waits in a queue: a deep schema needs no deep stack.
/// </summary>
internal sealed partial class SchemaCompiler
{
    // Each subschema keeps its pointer: long names far up would be kept many times.
    private const int MaxLocationLength = 16 * 1024 * 1024;

    private int _locationLength;
    private readonly SchemaCompileOptions _options;
    private readonly JsonElement _root;
    private readonly Dialect _dialect;
    private readonly ReferenceResolver _references;
    private readonly SchemaKeywords _keywords = new();
    private readonly Dictionary<string, int> _blockByPointer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PatternMatcher> _patterns = new(StringComparer.Ordinal);
    private readonly Queue<(JsonElement Schema, int Block)> _waiting = new();

    private readonly List<Block> _blocks = [];
    private readonly List<string> _locations = [];
    private readonly List<Instruction> _code = [];
    private readonly List<ObjectPlan> _objects = [];
    private readonly List<ArrayPlan> _arrays = [];
    private readonly List<NumberPlan> _numbers = [];
    private readonly List<StringPlan> _strings = [];
    private readonly List<ConstantSet> _constants = [];
    private readonly List<ChoicePlan> _choices = [];
    private readonly List<DependentPlan> _dependents = [];

    /// <summary>Prepares to compile an element that lives as long as the program.</summary>
    public SchemaCompiler(JsonElement root, SchemaCompileOptions options)
    {
        _root = root;
        _options = options;
        _references = new ReferenceResolver(root);
        _dialect = DialectOf(root);
    }

    public SchemaProgram Compile()
    {
        var rootBlock = BlockOf(_root, "");
        while (_waiting.TryDequeue(out var next)) CompileBlock(next.Schema, next.Block);

        var program = new SchemaProgram
        {
            Blocks = [.. _blocks],
            Code = [.. _code],
            Locations = [.. _locations],
            Objects = [.. _objects],
            Arrays = [.. _arrays],
            Numbers = [.. _numbers],
            Strings = [.. _strings],
            Constants = [.. _constants],
            Choices = [.. _choices],
            Dependents = [.. _dependents],
            Root = rootBlock,
            MaxDepth = _options.MaxDepth,
            MaxSteps = _options.MaxEvaluationSteps,
        };
        LoopCheck.Run(program, _options.MaxReferenceSteps);
        DiscriminatorSearch.Run(program);
        return program;
    }

    /// <summary>The schema that stands at the root once plain references are followed.</summary>
    public JsonElement FollowRoot() => FollowPlainReferences(_root, "").Schema;

    private static Dialect DialectOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("$schema"u8, out var value)) return Dialect.Draft202012;
        var uri = value.ValueKind == JsonValueKind.String ? SchemaText.Read(value) : "";
        return ParseDialect(uri) ?? throw new SchemaCompileException(
            "/$schema", "$schema", $"the '$schema' \"{uri}\" is not supported. Use https://json-schema.org/draft/2020-12/schema, draft 2019-09 or draft-07.");
    }

    private static Dialect? ParseDialect(string uri) => uri.TrimEnd('#') switch
    {
        "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft/2020-12/schema" => Dialect.Draft202012,
        "https://json-schema.org/draft/2019-09/schema" or "http://json-schema.org/draft/2019-09/schema" => Dialect.Draft201909,
        "http://json-schema.org/draft-07/schema" or "https://json-schema.org/draft-07/schema" => Dialect.Draft7,
        _ => null,
    };

    private int BlockOf(JsonElement schema, string pointer)
    {
        (schema, pointer) = FollowPlainReferences(schema, pointer);
        if (_blockByPointer.TryGetValue(pointer, out var block)) return block;
        _locationLength += pointer.Length;
        if (_locationLength > MaxLocationLength) throw new SchemaCompileException("", "", "its names are too long for its depth.");
        block = _blocks.Count;
        _blockByPointer.Add(pointer, block);
        _blocks.Add(default);
        _locations.Add(pointer);
        _waiting.Enqueue((schema, block));
        return block;
    }

    private int BlockOrAnything(JsonElement schema, string pointer) => TakesAnything(schema) ? ObjectPlan.Anything : BlockOf(schema, pointer);

    private (JsonElement Schema, string Pointer) FollowPlainReferences(JsonElement schema, string pointer)
    {
        for (var steps = 0; IsPlainReference(schema, out var reference); steps++)
        {
            if (steps >= _options.MaxReferenceSteps)
            {
                throw new SchemaCompileException(pointer, "$ref", "the references lead to each other and never to a schema, or the chain is too long.");
            }
            if (_dialect != Dialect.Draft7 && schema.TryGetProperty("$id"u8, out var id)) ReferenceResolver.RefuseResource(id, pointer);
            (schema, pointer) = _references.Resolve(reference, pointer);
        }
        return (schema, pointer);
    }

    // Draft-07 ignores everything beside a reference; later drafts do when nothing there decides.
    private bool IsPlainReference(JsonElement schema, out JsonElement reference)
    {
        reference = default;
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$ref"u8, out reference)) return false;
        if (_dialect == Dialect.Draft7) return true;
        foreach (var member in schema.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            if (name is not ("$ref" or "$id" or "$schema") && KeywordNames.IsDeciding(name)) return false;
        }
        return true;
    }

    private static bool TakesAnything(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return schema.ValueKind == JsonValueKind.True;
        foreach (var member in schema.EnumerateObject())
        {
            if (KeywordNames.IsDeciding(SchemaText.ReadName(member))) return false;
        }
        return true;
    }

    private void CompileBlock(JsonElement schema, int block)
    {
        var pointer = _locations[block];
        var start = _code.Count;
        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                _blocks[block] = new Block(NodeKind.Any, start, start);
                return;
            case JsonValueKind.False:
                _blocks[block] = new Block(NodeKind.Unsupported, start, start);
                return;
            case JsonValueKind.Object:
                break;
            default:
                throw new SchemaCompileException(pointer, "", "a schema must be an object, true or false.");
        }

        _keywords.Load(schema, pointer);
        if (_keywords.TryGet("$id", out var id)) ReferenceResolver.RefuseResource(id, pointer);
        RefuseUnsupported();
        var types = ReadTypes();
        AddConstants();
        AddNumber((types & (NodeKind.Number | NodeKind.Integer)) != NodeKind.Unsupported);
        AddString(types.HasFlag(NodeKind.String));
        AddObject(types.HasFlag(NodeKind.Object));
        AddArray(types.HasFlag(NodeKind.Array));
        AddDependents(types.HasFlag(NodeKind.Object));
        AddApplicators();
        _blocks[block] = new Block(types, start, _code.Count);
    }

    private void RefuseUnsupported()
    {
        ReadOnlySpan<string> unsupported = _dialect switch
        {
            Dialect.Draft7 => [],
            Dialect.Draft201909 => ["unevaluatedProperties", "unevaluatedItems", "$recursiveRef"],
            _ => ["unevaluatedProperties", "unevaluatedItems", "$dynamicRef"],
        };
        foreach (var keyword in unsupported)
        {
            if (_keywords.Has(keyword)) throw _keywords.Refuse(keyword, $"'{keyword}' is not supported. Express the rule without it.");
        }

        if (_keywords.Pointer.Length > 0 && _keywords.Text("$schema") is { } uri && ParseDialect(uri) != _dialect)
        {
            throw _keywords.Refuse("$schema", "a '$schema' below the root that differs from the one of the root is not supported.");
        }
    }
}
