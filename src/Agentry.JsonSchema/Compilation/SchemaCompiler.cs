using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// Lowers a schema to a program. Every subschema that can be reached becomes one block, known by its location and dynamic scope, so that recursion
/// in the schema is a cycle of block numbers. Work waits in a queue: a deep schema needs no deep stack.
/// </summary>
internal sealed partial class SchemaCompiler
{
    // Each subschema keeps its pointer: long names far up would be kept many times.
    private const int MaxLocationLength = 16 * 1024 * 1024;

    private int _locationLength;
    private readonly SchemaCompileOptions _options;
    private readonly SchemaPlace _root;
    private readonly DynamicScopes _scopes = new();
    private readonly ReferenceResolver _references;
    private readonly SchemaKeywords _keywords;
    private readonly Dictionary<(string Location, int Scope), int> _blockByPlace = [];
    private readonly Dictionary<string, PatternMatcher> _patterns = new(StringComparer.Ordinal);
    private readonly Queue<(SchemaPlace Place, int Scope, int Block)> _waiting = new();
    private SchemaPlace _place;
    private int _scope;

    private readonly Dictionary<string, string> _followed = new(StringComparer.Ordinal);
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
    private readonly List<UnevaluatedPlan> _unevaluated = [];

    /// <summary>Prepares to compile an element that lives as long as the program.</summary>
    public SchemaCompiler(JsonElement root, SchemaCompileOptions options)
    {
        _options = options;
        _keywords = new SchemaKeywords(options.MaxNumberLength);
        var library = new SchemaLibrary(options);
        _references = new ReferenceResolver(library, _scopes);
        _root = library.Open(root).Root;
    }

    private Dialect Dialect => _place.Resource.Rules.Dialect;

    public SchemaProgram Compile()
    {
        var rootBlock = BlockOf(_root, 0);
        while (_waiting.TryDequeue(out var next)) CompileBlock(next.Place, next.Scope, next.Block);

        var program = new SchemaProgram
        {
            Blocks = [.. _blocks],
            Code = [.. _code],
            Locations = [.. _locations],
            Followed = _followed,
            Objects = [.. _objects],
            Arrays = [.. _arrays],
            Numbers = [.. _numbers],
            Strings = [.. _strings],
            Constants = [.. _constants],
            Choices = [.. _choices],
            Dependents = [.. _dependents],
            Unevaluated = [.. _unevaluated],
            Root = rootBlock,
            Limits = new ProgramLimits(_options),
        };
        LoopCheck.Run(program, _options.MaxReferenceSteps);
        DiscriminatorSearch.Run(program);
        UnevaluatedSearch.Run(program);
        program.IsSinglePass = SinglePassCheck.Run(program);
        ScanCompiler.Run(program);
        return program;
    }

    /// <summary>The schema that stands at the root once plain references are followed.</summary>
    public JsonElement FollowRoot() => FollowPlainReferences(_root, 0).Place.Schema;

    private int BlockOf(JsonElement schema, string location)
    {
        var document = _place.Resource.Document;
        var resource = document.HasIdentifiers ? document.ResourceAt(location) ?? _place.Resource : _place.Resource;
        return BlockOf(new SchemaPlace(resource, schema, location), _scope);
    }

    private int BlockOf(SchemaPlace place, int scope)
    {
        var start = place.Location;
        (place, scope, var references) = FollowPlainReferences(place, scope);
        if (references.Length > 0) _followed.TryAdd(start, references);
        if (_blockByPlace.TryGetValue((place.Location, scope), out var block)) return block;
        _locationLength += place.Location.Length;
        if (_locationLength > MaxLocationLength) throw new SchemaCompileException("", "", "its names are too long for its depth.");
        block = _blocks.Count;
        if (block >= _options.MaxSchemaNodes)
        {
            throw new SchemaCompileException(place.Location, "", $"it needs more than {_options.MaxSchemaNodes} subschemas ({nameof(SchemaCompileOptions.MaxSchemaNodes)}).");
        }
        _blockByPlace.Add((place.Location, scope), block);
        _blocks.Add(default);
        _locations.Add(place.Location);
        _waiting.Enqueue((place, scope, block));
        return block;
    }

    private int BlockOrAnything(JsonElement schema, string location) => TakesAnything(schema) ? ObjectPlan.Anything : BlockOf(schema, location);

    private (SchemaPlace Place, int Scope, string References) FollowPlainReferences(SchemaPlace place, int scope)
    {
        var references = "";
        scope = _scopes.Enter(scope, place.Resource);
        for (var steps = 0; FindPlainReference(place, out var reference) is { } keyword; steps++)
        {
            if (steps >= _options.MaxReferenceSteps)
            {
                throw new SchemaCompileException(place.Location, keyword, "the references lead to each other and never to a schema, or the chain is too long.");
            }
            place = _references.Resolve(reference, keyword, place, scope);
            scope = _scopes.Enter(scope, place.Resource);
            references += "/" + keyword;
        }
        return (place, scope, references);
    }

    // Draft-07 ignores everything beside a reference; later drafts do when nothing there decides.
    private static string? FindPlainReference(SchemaPlace place, out JsonElement reference)
    {
        reference = default;
        if (place.Schema.ValueKind != JsonValueKind.Object) return null;
        var dialect = place.Resource.Rules.Dialect;
        if (dialect == Dialect.Draft7) return place.Schema.TryGetProperty("$ref"u8, out reference) ? "$ref" : null;
        string? keyword = null;
        foreach (var member in place.Schema.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            if (name is "$id" or "$schema" || !KeywordNames.IsDeciding(name)) continue;
            if (keyword is not null || name is not ("$ref" or "$dynamicRef" or "$recursiveRef") || !KeywordNames.Counts(name, dialect, Vocabularies.Core)) return null;
            keyword = name;
            reference = member.Value;
        }
        return keyword;
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

    private void CompileBlock(SchemaPlace place, int scope, int block)
    {
        (_place, _scope) = (place, scope);
        var start = _code.Count;
        switch (place.Schema.ValueKind)
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
                throw new SchemaCompileException(place.Location, "", "a schema must be an object, true or false.");
        }

        _keywords.Load(place);
        RefuseForeignDialect();
        var types = ReadTypes();
        AddConstants();
        AddNumber((types & (NodeKind.Number | NodeKind.Integer)) != NodeKind.Unsupported);
        AddString(types.HasFlag(NodeKind.String));
        AddObject(types.HasFlag(NodeKind.Object));
        AddArray(types.HasFlag(NodeKind.Array));
        AddDependents(types.HasFlag(NodeKind.Object));
        AddApplicators();

        // Last, because these ask what all the others have looked at.
        AddUnevaluated("unevaluatedProperties", block, NodeKind.Object, types);
        AddUnevaluated("unevaluatedItems", block, NodeKind.Array, types);
        var isLeaf = _code.FindIndex(start, instruction => instruction.Op is not (Op.Number or Op.String or Op.Enum or Op.Const)) < 0;
        _blocks[block] = new Block(types, start, _code.Count, isLeaf);
    }

    private void AddUnevaluated(string keyword, int block, NodeKind kind, NodeKind types)
    {
        if (!_keywords.TryGet(keyword, out var schema)) return;
        var target = BlockOrAnything(schema, _keywords.PointerTo(keyword));
        if (types.HasFlag(kind)) Add(Op.Unevaluated, kind, _unevaluated, new UnevaluatedPlan(keyword, block, target));
    }

    private void RefuseForeignDialect()
    {
        if (_place.Location == _place.Resource.Root.Location || _keywords.Text("$schema") is not { } uri) return;
        if (Metaschemas.DialectOf(uri) != Dialect)
        {
            throw _keywords.Refuse("$schema", "a '$schema' that differs from the one around it is not supported without an '$id'. Give this schema an '$id'.");
        }
    }
}
