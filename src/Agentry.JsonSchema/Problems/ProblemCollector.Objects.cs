using System.Buffers;

namespace Agentry.JsonSchema;

internal ref partial struct ProblemCollector<TNode, TMembers, TItems>
{
    private const int StackNames = 64;

    // Missing and surplus names first: they are the better clue when there is room for few problems only.
    private readonly void CollectObject(ObjectPlan plan, int block, TNode node, int depth)
    {
        if (depth >= _program.MaxDepth)
        {
            _evaluator.State.Fail(EvaluationFault.TooDeep);
            return;
        }

        var count = plan.Names.Count;
        var rented = count > StackNames ? ArrayPool<bool>.Shared.Rent(count) : null;
        Span<bool> present = rented is null ? stackalloc bool[StackNames] : rented;
        present = present[..count];
        present.Clear();
        List<string>? unknown = null;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var members = node.GetMembers();
        while (members.MoveNext())
        {
            var place = members.FindName(plan.Names, -1);
            if (place >= 0) present[place] = true;
            else if (unknown is null || unknown.Count < 64) (unknown ??= []).Add(JsonText.ToText(members.GetName(ref buffer)));
        }
        buffer.Dispose();

        foreach (var place in plan.Required)
        {
            if (!present[place]) AddMissing(plan, place, block, unknown, Absent(plan, present), node);
        }
        AddMemberCount(plan, block, node);

        members = node.GetMembers();
        while (!IsFull && members.MoveNext()) CollectMember(plan, block, members, present, unknown, depth + 1);
        if (rented is not null) ArrayPool<bool>.Shared.Return(rented);
    }

    private readonly void AddMissing(ObjectPlan plan, int place, int block, List<string>? unknown, List<string> absent, TNode node)
    {
        var name = plan.Names[place];
        var kind = Expectation.OfBlock(_program, plan.Children[place]);
        var near = unknown is null ? null : NameSuggestion.Nearest(name, unknown, 1) is [var found] ? found : FindShort(plan, place, unknown, absent, node);
        var fix = near is not null
            ? $"rename {RepairText.Name(near)} to {RepairText.Name(name)}"
            : $"add {RepairText.Name(name)} ({kind}){(_pointer.Length == 0 ? "" : $" to {Subject()}")}";
        Add(block, "required", $"property {RepairText.Name(name)} ({kind})", "nothing", fix);
    }

    private readonly string? FindShort(ObjectPlan plan, int place, List<string> unknown, List<string> absent, TNode node) =>
        NameSuggestion.OnlyNear(plan.Names[place], unknown, absent) is { } near && node.TryGetMember(System.Text.Encoding.UTF8.GetBytes(near), out var value) && SuitsPlace(plan, place, value)
            ? near
            : null;

    private readonly bool SuitsPlace(ObjectPlan plan, int place, TNode value) =>
        plan.Children[place] is var child && (child < 0 || _evaluator.IsTypeMatch(_program.Blocks[child].Types, value.Kind, value));

    private static List<string> Absent(ObjectPlan plan, ReadOnlySpan<bool> present)
    {
        List<string> absent = [];
        for (var place = 0; place < plan.DeclaredCount; place++)
        {
            if (!present[place]) absent.Add(plan.Names[place]);
        }
        return absent;
    }

    // Names of members on the way to a problem become no strings of their own.
    private readonly void AppendToken(ReadOnlySpan<byte> name)
    {
        _pointer.Append('/');
        if (name.ContainsAnyExceptInRange((byte)' ', (byte)'}') || name.Contains((byte)'/'))
        {
            _pointer.Append(JsonPointer.Escape(JsonText.ToText(name)));
            return;
        }
        foreach (var c in name) _pointer.Append((char)c);
    }

    private readonly void AddMemberCount(ObjectPlan plan, int block, TNode node)
    {
        if (!plan.HasCounts) return;
        var count = node.Count;
        var actual = Amount(count, "property");
        if (count < plan.MinProperties)
        {
            var expected = Amount("at least", plan.MinProperties, "property");
            Add(block, "minProperties", expected, actual, $"send {expected} in {Subject()}");
        }
        else if (count > plan.MaxProperties)
        {
            var expected = Amount("at most", plan.MaxProperties, "property");
            Add(block, "maxProperties", expected, actual, $"send {expected} in {Subject()}");
        }
    }

    private readonly void CollectMember(ObjectPlan plan, int block, TMembers members, ReadOnlySpan<bool> present, List<string>? unknown, int depth)
    {
        var length = _pointer.Length;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var utf8 = members.GetName(ref buffer);
        AppendToken(utf8);
        var place = plan.Names.Find(utf8);
        var value = members.Value;

        if (plan.PropertyNames >= 0 && !_evaluator.CheckName(plan.PropertyNames, utf8) && !_evaluator.State.HasFault)
        {
            var expected = $"a name that is {Expectation.OfBlock(_program, plan.PropertyNames)}";
            Add(block, "propertyNames", expected, ShortText.Cut(ShortText.Quote(JsonText.ToText(utf8)), 64), $"rename or remove {Subject()}");
        }

        var isListed = place >= 0 && place < plan.DeclaredCount;
        var isOptional = place < 0 || !plan.Required.Contains(place);
        if (isListed && plan.Children[place] >= 0) Collect(plan.Children[place], value, depth, new SchemaStep(block, "properties", plan.Names[place]), "properties", isOptional);
        foreach (var (pattern, target) in plan.Patterns)
        {
            if (!pattern.IsMatch(utf8, ref _evaluator.State)) continue;
            isListed = true;
            Collect(target, value, depth, new SchemaStep(block, "patternProperties", pattern.Pattern), "patternProperties", isOptional);
        }

        if (!isListed && plan.IsClosed) AddSurplus(plan, block, utf8, value, present, unknown ?? []);
        else if (!isListed && plan.Additional >= 0) Collect(plan.Additional, value, depth, new SchemaStep(block, "additionalProperties"), "additionalProperties", isOptional);
        if (_evaluator.State.HasFault) AddFault();
        buffer.Dispose();
        _pointer.Length = length;
    }

    private readonly void AddSurplus(ObjectPlan plan, int block, ReadOnlySpan<byte> name, TNode value, ReadOnlySpan<bool> present, List<string> unknown)
    {
        var allowed = plan.Names.Names[..plan.DeclaredCount].ToArray();
        var text = JsonText.ToText(name);
        var open = Absent(plan, present);
        var meant = NameSuggestion.Nearest(text, open, 1) is [var found] ? found : null;
        if (meant is null && NameSuggestion.OnlyNear(text, open, unknown) is { } near && SuitsPlace(plan, plan.Names.Find(near), value)) meant = near;
        var list = allowed.Length == 0 ? "no properties" : ShortText.List(allowed, allowed.Length);
        var fix = meant is not null
            ? $"rename {Subject()} to {RepairText.Name(meant)}"
            : allowed.Length == 0 ? $"remove {Subject()}" : $"remove {Subject()}; allowed: {list}";
        Add(block, "additionalProperties", allowed.Length == 0 ? list : $"only {list}", Show(value), fix);
    }

    private readonly void CollectDependent(DependentPlan plan, int block, TNode node, int depth)
    {
        if (!node.TryGetMember(plan.Trigger.Utf8(0), out _)) return;
        var trigger = plan.Trigger[0];
        foreach (var name in plan.Required.Names)
        {
            if (node.TryGetMember(plan.Required.Utf8(plan.Required.Find(name)), out _)) continue;
            var expected = $"property {RepairText.Name(name)}, because {RepairText.Name(trigger)} is given";
            Add(block, plan.Keyword, expected, "nothing", $"add {RepairText.Name(name)}, or remove {RepairText.Name(trigger)}", trigger);
        }
        if (plan.Block >= 0) Collect(plan.Block, node, depth, new SchemaStep(block, plan.Keyword, trigger), plan.Keyword);
    }
}
