namespace Agentry.JsonSchema;

/// <summary>Puts together what several instructions ask of one object, as long as one pass over its members can tell.</summary>
internal sealed class ScanObjectBuilder(SchemaProgram program, ScanPlan[] plans)
{
    private const int MaxBits = 64;
    private const int MaxConditions = 32;

    private readonly List<ObjectPlan> _parts = [];
    private readonly List<(ObjectPlan If, IReadOnlyList<string> Then, IReadOnlyList<string> Else)> _conditions = [];
    private UnevaluatedPlan? _unevaluated;

    /// <summary>True when the instruction is part of the pass from now on.</summary>
    public bool TryAdd(in Instruction instruction)
    {
        var (parts, conditions) = (_parts.Count, _conditions.Count);
        if (TryTake(instruction) && Names().Count <= MaxBits && _conditions.Count <= MaxConditions) return true;
        _parts.RemoveRange(parts, _parts.Count - parts);
        _conditions.RemoveRange(conditions, _conditions.Count - conditions);
        if (instruction.Op == Op.Unevaluated) _unevaluated = null;
        return false;
    }

    public ScanObject? Build()
    {
        if (_parts.Count + _conditions.Count == 0 && _unevaluated is null) return null;
        var names = Names();
        var asked = Asked();
        var table = new NameTable(names);
        var quoted = new QuotedName[names.Count];
        var bits = new ulong[names.Count];
        var children = new ScanPlan?[names.Count];
        var more = new ScanMember[]?[names.Count];
        ulong bit = 1;
        for (var place = 0; place < names.Count; place++)
        {
            quoted[place] = new QuotedName(table.Utf8(place));
            if (asked.Contains(names[place])) (bits[place], bit) = (bit, bit << 1);
            var members = MembersOf(names[place]);
            var first = members.FindIndex(member => member.Fails == 0);
            if (first >= 0) children[place] = members[first].Plan;
            if (first >= 0) members.RemoveAt(first);
            more[place] = members.Count > 0 ? [.. members] : null;
        }

        ulong Mask(IEnumerable<string> wanted) => wanted.Aggregate(0UL, (mask, name) => mask | bits[table.Find(name)]);
        var own = _parts.Find(part => part.NeedsSlowWalk);
        return new ScanObject
        {
            Names = table,
            Quoted = quoted,
            Children = children,
            More = more,
            Additional = _parts.Select(part => PlanOf(part.Additional)).Append(_unevaluated is null ? null : PlanOf(_unevaluated.Block)).FirstOrDefault(plan => plan is not null),
            Bits = bits,
            Required = Mask(_parts.SelectMany(RequiredOf)),
            Conditions = [.. _conditions.Select((condition, index) => new ScanCondition(1u << index, Mask(RequiredOf(condition.If)), Mask(condition.Then), Mask(condition.Else)))],
            Patterns = own is null ? [] : [.. own.Patterns.Select(pattern => (pattern.Pattern, plans[pattern.Block]))],
            DeclaredCount = own?.DeclaredCount ?? names.Count,
            PropertyNames = own?.PropertyNames ?? ObjectPlan.Anything,
            MinProperties = _parts.Select(part => part.MinProperties).DefaultIfEmpty(0).Max(),
            MaxProperties = _parts.Select(part => part.MaxProperties).DefaultIfEmpty(long.MaxValue).Min(),
        };
    }

    private static IEnumerable<string> RequiredOf(ObjectPlan plan) => plan.Required.Select(place => plan.Names[place]);

    private static int DeclaredPlace(ObjectPlan plan, string name) => plan.Names.Find(name) is var place && place < plan.DeclaredCount ? place : -1;

    private bool TryTake(in Instruction instruction) => instruction.Op switch
    {
        Op.Object => TryTake(program.Objects[instruction.A]),
        Op.Also => TakesOnlyMembers(instruction.A),
        Op.If => TryTakeCondition(instruction),
        Op.Dependent => TryTake(program.Dependents[instruction.A]),
        Op.Unevaluated => TryTake(program.Unevaluated[instruction.A]),
        _ => false,
    };

    // One part may say what others have to match, because a name is listed by one and not by another; a pattern would have to know which.
    private bool TryTake(ObjectPlan plan)
    {
        if (_parts.Exists(part => part.NeedsSlowWalk) || (plan.NeedsSlowWalk && (_parts.Count + _conditions.Count > 0 || _unevaluated is not null))) return false;
        if (plan.Additional != ObjectPlan.Anything && HasAdditional) return false;
        _parts.Add(plan);
        return true;
    }

    private bool HasAdditional => _unevaluated is not null || _parts.Exists(part => part.Additional != ObjectPlan.Anything);

    private bool TryTake(UnevaluatedPlan plan)
    {
        if (plan.Block == ObjectPlan.Anything) return true;
        if (plan.IsForItems || plan.KnownNames is null || HasAdditional || _parts.Exists(part => part.NeedsSlowWalk)) return false;
        _unevaluated = plan;
        return true;
    }

    private bool TakesOnlyMembers(int block)
    {
        if (!program.Blocks[block].Types.HasFlag(NodeKind.Object)) return false;
        foreach (var instruction in program.CodeOf(block))
        {
            if (instruction.Kinds.HasFlag(NodeKind.Object) && (instruction.Op == Op.Unevaluated || !TryTake(instruction))) return false;
        }
        return true;
    }

    private bool TryTake(DependentPlan plan)
    {
        if (_parts.Exists(part => part.NeedsSlowWalk) || NamesAskedBy(plan.Block) is not { } more) return false;
        var trigger = new ObjectPlan
        {
            Names = plan.Trigger,
            DeclaredCount = 0,
            Children = [ObjectPlan.Anything],
            Additional = ObjectPlan.Anything,
            EvaluatesAll = false,
            IsClosed = false,
            Required = [0],
            RequiredBits = [1],
            RequiredMask = 1,
            Patterns = [],
            PropertyNames = ObjectPlan.Anything,
            MinProperties = 0,
            MaxProperties = long.MaxValue,
        };
        _conditions.Add((trigger, [.. plan.Required.Names, .. more], []));
        return true;
    }

    private bool TryTakeCondition(in Instruction instruction)
    {
        if (_parts.Exists(part => part.NeedsSlowWalk) || MembersAskedBy(instruction.A) is not { } condition) return false;
        if (condition.NeedsSlowWalk || condition.HasCounts || condition.Additional != ObjectPlan.Anything) return false;
        if (NamesAskedBy(instruction.B) is not { } then || NamesAskedBy(instruction.C) is not { } otherwise) return false;
        _conditions.Add((condition, then, otherwise));
        return true;
    }

    /// <summary>The one plan for objects of a block that asks nothing else of them, or null.</summary>
    private ObjectPlan? MembersAskedBy(int block)
    {
        if (!program.Blocks[block].Types.HasFlag(NodeKind.Object)) return null;
        ObjectPlan? found = null;
        foreach (var instruction in program.CodeOf(block))
        {
            if (!instruction.Kinds.HasFlag(NodeKind.Object)) continue;
            if (instruction.Op != Op.Object) return null;
            found = program.Objects[instruction.A];
        }
        return found;
    }

    /// <summary>The names that a block asks for, none for no block; null when it asks anything else of an object.</summary>
    private IReadOnlyList<string>? NamesAskedBy(int block)
    {
        if (block < 0) return [];
        if (MembersAskedBy(block) is not { } plan || plan.NeedsSlowWalk || plan.HasCounts || plan.DeclaredCount > 0 || plan.Additional != ObjectPlan.Anything) return null;
        return [.. RequiredOf(plan)];
    }

    // In the order in which the parts list them, because instances mostly follow it.
    private List<string> Names() =>
    [
        .. _parts.Concat(_conditions.Select(condition => condition.If)).SelectMany(part => part.Names.Names.ToArray())
            .Concat(_conditions.SelectMany(condition => condition.Then.Concat(condition.Else)))
            .Concat(_unevaluated?.KnownNames?.Names.ToArray() ?? [])
            .Distinct(StringComparer.Ordinal),
    ];

    private HashSet<string> Asked() =>
    [
        .. _parts.Concat(_conditions.Select(condition => condition.If)).SelectMany(RequiredOf),
        .. _conditions.SelectMany(condition => condition.Then.Concat(condition.Else)),
    ];

    private List<ScanMember> MembersOf(string name)
    {
        List<ScanMember> members = [];
        foreach (var part in _parts)
        {
            var place = DeclaredPlace(part, name);
            AddMember(place >= 0 ? part.Children[place] : part.NeedsSlowWalk ? ObjectPlan.Anything : part.Additional, 0);
        }
        if (_unevaluated is not null && _unevaluated.KnownNames!.Find(name) < 0) AddMember(_unevaluated.Block, 0);
        for (var index = 0; index < _conditions.Count; index++)
        {
            var place = DeclaredPlace(_conditions[index].If, name);
            if (place >= 0) AddMember(_conditions[index].If.Children[place], 1u << index);
        }
        return members;

        void AddMember(int block, uint fails)
        {
            if (block != ObjectPlan.Anything) members.Add(new ScanMember(plans[block], fails));
        }
    }

    private ScanPlan? PlanOf(int block) => block < 0 ? null : plans[block];
}
