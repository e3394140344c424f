using System.Text.Json;

namespace Agentry.JsonSchema;

internal sealed partial class SchemaCompiler
{
    private static readonly string[] ReferenceKeywords = ["$ref", "$dynamicRef", "$recursiveRef"];

    private void AddObject(bool isReachable)
    {
        var declared = _keywords.Object("properties");
        List<string> names = [];
        List<int> children = [];
        foreach (var (name, schema) in Members(declared, "properties"))
        {
            names.Add(name);
            children.Add(BlockOrAnything(schema, _keywords.PointerTo("properties", name)));
        }

        var additional = _keywords.TryGet("additionalProperties", out var rest)
            ? BlockOrAnything(rest, _keywords.PointerTo("additionalProperties"))
            : ObjectPlan.Anything;
        var required = _keywords.Names("required");
        var declaredCount = names.Count;
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (var name in names) places.Add(name, places.Count);
        foreach (var name in required)
        {
            if (!places.TryAdd(name, names.Count)) continue;
            names.Add(name);
            children.Add(additional);
        }

        var bits = new ulong[names.Count];
        if (required.Count <= 64)
        {
            for (var i = 0; i < required.Count; i++) bits[places[required[i]]] = 1UL << i;
        }
        var plan = new ObjectPlan
        {
            Names = new NameTable(names),
            DeclaredCount = declaredCount,
            Children = [.. children],
            Additional = additional,
            EvaluatesAll = rest.ValueKind != JsonValueKind.Undefined,
            IsClosed = rest.ValueKind == JsonValueKind.False,
            Required = [.. required.Select(name => places[name])],
            RequiredBits = bits,
            RequiredMask = required.Count == 64 ? ulong.MaxValue : (1UL << (required.Count & 63)) - 1,
            Patterns = ReadPatternProperties(),
            PropertyNames = _keywords.TryGet("propertyNames", out var nameSchema)
                ? BlockOrAnything(nameSchema, _keywords.PointerTo("propertyNames"))
                : ObjectPlan.Anything,
            MinProperties = _keywords.Count("minProperties", 0),
            MaxProperties = _keywords.Count("maxProperties", long.MaxValue),
        };
        if (isReachable && (plan.NeedsWalk || plan.HasCounts || plan.EvaluatesAll)) Add(Op.Object, NodeKind.Object, _objects, plan);
    }

    private PatternProperty[] ReadPatternProperties()
    {
        List<PatternProperty> patterns = [];
        foreach (var (pattern, schema) in Members(_keywords.Object("patternProperties"), "patternProperties"))
        {
            var pointer = _keywords.PointerTo("patternProperties", pattern);
            patterns.Add(new PatternProperty(PatternOf(pattern, pointer, "patternProperties"), BlockOf(schema, pointer)));
        }
        return [.. patterns];
    }

    private List<(string Name, JsonElement Schema)> Members(JsonElement? container, string keyword)
    {
        List<(string Name, JsonElement Schema)> members = [];
        if (container is null) return members;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var member in container.Value.EnumerateObject())
        {
            var name = SchemaText.ReadName(member);
            if (!seen.Add(name)) throw _keywords.Refuse(keyword, $"'{keyword}' gives \"{name}\" twice. Keep one of them.");
            if (member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            {
                throw new SchemaCompileException(_keywords.PointerTo(keyword, name), "", "a schema must be an object, true or false.");
            }
            members.Add((name, member.Value));
        }
        return members;
    }

    private void AddArray(bool isReachable)
    {
        var isTuple = _keywords.TryGet("items", out var items) && items.ValueKind == JsonValueKind.Array;
        if (isTuple && Dialect == Dialect.Draft202012)
        {
            throw _keywords.Refuse("items", "'items' must be a schema in draft 2020-12. Use 'prefixItems' for a list of schemas, or declare draft-07 in '$schema'.");
        }

        var prefixKeyword = Dialect == Dialect.Draft202012 ? "prefixItems" : isTuple ? "items" : null;
        var restKeyword = isTuple ? "additionalItems" : "items";
        var contains = _keywords.TryGet("contains", out var contained) ? BlockOf(contained, _keywords.PointerTo("contains")) : -1;
        var plan = new ArrayPlan
        {
            PrefixKeyword = prefixKeyword ?? "items",
            Prefix = prefixKeyword is null ? [] : ReadList(prefixKeyword),
            Items = _keywords.TryGet(restKeyword, out var rest) ? BlockOrAnything(rest, _keywords.PointerTo(restKeyword)) : -1,
            ItemsKeyword = restKeyword,
            EvaluatesAll = rest.ValueKind != JsonValueKind.Undefined,
            Contains = contains,
            EvaluatesContained = Dialect == Dialect.Draft202012,
            MinContains = contains >= 0 ? _keywords.Count("minContains", 1) : 1,
            MaxContains = contains >= 0 ? _keywords.Count("maxContains", long.MaxValue) : long.MaxValue,
            MinItems = _keywords.Count("minItems", 0),
            MaxItems = _keywords.Count("maxItems", long.MaxValue),
            Unique = _keywords.Flag("uniqueItems"),
        };
        if (isReachable && (plan.NeedsWalk || plan.HasCounts || plan.Unique || plan.EvaluatesAll)) Add(Op.Array, NodeKind.Array, _arrays, plan);
    }

    private int[] ReadList(string keyword)
    {
        if (_keywords.Array(keyword) is not { } schemas) return [];
        var index = 0;
        return [.. schemas.EnumerateArray().Select(schema => BlockOf(schema, _keywords.PointerTo(keyword, index++)))];
    }

    private void AddDependents(bool isReachable)
    {
        List<DependentPlan> plans = [];
        foreach (var member in _keywords.Object("dependentRequired")?.EnumerateObject() ?? default)
        {
            plans.Add(new DependentPlan("dependentRequired", SchemaText.ReadName(member), [.. _keywords.Names("dependentRequired", member.Value)], -1));
        }
        foreach (var (name, schema) in Members(_keywords.Object("dependentSchemas"), "dependentSchemas"))
        {
            plans.Add(new DependentPlan("dependentSchemas", name, [], BlockOf(schema, _keywords.PointerTo("dependentSchemas", name))));
        }
        foreach (var member in _keywords.Object("dependencies")?.EnumerateObject() ?? default)
        {
            var name = SchemaText.ReadName(member);
            plans.Add(member.Value.ValueKind == JsonValueKind.Array
                ? new DependentPlan("dependencies", name, [.. _keywords.Names("dependencies", member.Value)], -1)
                : new DependentPlan("dependencies", name, [], BlockOf(member.Value, _keywords.PointerTo("dependencies", name))));
        }
        if (!isReachable) return;
        foreach (var plan in plans) Add(Op.Dependent, NodeKind.Object, _dependents, plan);
    }

    private void AddApplicators()
    {
        foreach (var keyword in ReferenceKeywords)
        {
            if (_keywords.TryGet(keyword, out var reference)) AddReference(keyword, _references.Resolve(reference, keyword, _place, _scope));
        }
        var index = 0;
        foreach (var part in ReadAlternatives("allOf")) _code.Add(new Instruction(Op.Also, NodeKind.Any, part, index++));
        if (ReadAlternatives("anyOf") is { Length: > 0 } any) Add(Op.AnyOf, NodeKind.Any, _choices, new ChoicePlan(any));
        if (ReadAlternatives("oneOf") is { Length: > 0 } one) Add(Op.OneOf, NodeKind.Any, _choices, new ChoicePlan(one));
        if (_keywords.TryGet("not", out var not)) Add(Op.Not, BlockOf(not, _keywords.PointerTo("not")));
        if (!_keywords.TryGet("if", out var condition)) return;
        var then = OptionalBlock("then");
        var otherwise = OptionalBlock("else");

        // Alone it still says, to the unevaluated keywords, what was looked at.
        _code.Add(new Instruction(Op.If, NodeKind.Any, BlockOf(condition, _keywords.PointerTo("if")), then, otherwise));
    }

    private void AddReference(string keyword, SchemaPlace target)
    {
        var block = BlockOf(target, _scope);
        _followed.TryAdd(_keywords.PointerTo(keyword), _followed.GetValueOrDefault(target.Location, ""));
        _code.Add(new Instruction(Op.Also, NodeKind.Any, block, -1 - Array.IndexOf(ReferenceKeywords, keyword)));
    }

    /// <summary>The step to the block of <see cref="Op.Also"/>.</summary>
    public static SchemaStep StepOf(in Instruction also, int from) =>
        also.B >= 0 ? new SchemaStep(from, "allOf", Index: also.B) : new SchemaStep(from, ReferenceKeywords[-1 - also.B]);

    private int[] ReadAlternatives(string keyword)
    {
        if (!_keywords.Has(keyword)) return [];
        var blocks = ReadList(keyword);
        return blocks.Length > 0 ? blocks : throw _keywords.Refuse(keyword, $"'{keyword}' must not be empty.");
    }

    private int OptionalBlock(string keyword) =>
        _keywords.TryGet(keyword, out var schema) ? BlockOf(schema, _keywords.PointerTo(keyword)) : -1;

    private void Add(Op op, int block) => _code.Add(new Instruction(op, NodeKind.Any, block));
}
