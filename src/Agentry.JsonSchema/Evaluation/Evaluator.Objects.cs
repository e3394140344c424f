using System.Buffers;

namespace Agentry.JsonSchema;

internal readonly ref partial struct Evaluator<TNode, TMembers, TItems>
{
    private bool CheckObject(ObjectPlan plan, scoped in TNode node, int depth)
    {
        if (depth >= _program.MaxDepth) return _state.Fail(EvaluationFault.TooDeep);
        if (plan.HasCounts)
        {
            var count = node.Count;
            if (count < plan.MinProperties || count > plan.MaxProperties) return false;
        }
        if (!plan.NeedsWalk) return true;
        if (plan.NeedsSlowWalk) return WalkWithNames(plan, node, depth);

        ulong seen = 0;
        var expected = 0;
        var members = node.GetMembers();
        while (members.MoveNext())
        {
            var block = plan.Additional;
            var place = members.FindName(plan.Names, expected);
            if (place >= 0)
            {
                expected = place + 1;
                seen |= plan.RequiredBits[place];
                block = plan.Children[place];
            }
            if (block != ObjectPlan.Anything && !RunChild(block, members.Value, depth + 1)) return false;
        }
        return seen == plan.RequiredMask;
    }

    private bool WalkWithNames(ObjectPlan plan, scoped in TNode node, int depth)
    {
        var words = (plan.Names.Count + 63) / 64;
        var rented = words > 16 ? ArrayPool<ulong>.Shared.Rent(words) : null;
        var seen = rented is null ? stackalloc ulong[16] : rented.AsSpan(0, words);
        seen.Clear();
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var members = node.GetMembers();
            while (members.MoveNext())
            {
                var name = members.GetName(ref buffer);
                var place = plan.Names.Find(name);
                if (place >= 0) seen[place >> 6] |= 1UL << (place & 63);
                if (!CheckMember(plan, place, name, members.Value, depth + 1)) return false;
            }
            foreach (var place in plan.Required)
            {
                if ((seen[place >> 6] & (1UL << (place & 63))) == 0) return false;
            }
            return true;
        }
        finally
        {
            buffer.Dispose();
            if (rented is not null) ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    private bool CheckMember(ObjectPlan plan, int place, ReadOnlySpan<byte> name, scoped in TNode value, int depth)
    {
        if (plan.PropertyNames != ObjectPlan.Anything && !CheckName(plan.PropertyNames, name)) return false;
        var isListed = place >= 0 && place < plan.DeclaredCount;
        if (isListed && plan.Children[place] is var child and not ObjectPlan.Anything && !Run(child, value, depth)) return false;
        foreach (var (pattern, block) in plan.Patterns)
        {
            if (pattern.IsMatch(name, ref _state))
            {
                isListed = true;
                if (!Run(block, value, depth)) return false;
            }
            else if (_state.HasFault)
            {
                return false;
            }
        }
        return isListed || plan.Additional == ObjectPlan.Anything || Run(plan.Additional, value, depth);
    }

    /// <summary>Whether the name of a member matches <c>propertyNames</c>.</summary>
    public bool CheckName(int block, ReadOnlySpan<byte> name) =>
        new Evaluator<TextNode, NoMembers<TextNode>, NoItems<TextNode>>(_program, ref _state).Run(block, new TextNode(name), 0);

    private bool CheckDependent(DependentPlan plan, scoped in TNode node, int depth)
    {
        if (!SpendLookup(node)) return false;
        if (!node.TryGetMember(plan.Trigger.Utf8(0), out _)) return true;
        for (var place = 0; place < plan.Required.Count; place++)
        {
            if (!SpendLookup(node) || !node.TryGetMember(plan.Required.Utf8(place), out _)) return false;
        }
        return plan.Block < 0 || Run(plan.Block, node, depth);
    }

    // Looking a name up walks the object: wide ones pay for it.
    private bool SpendLookup(scoped in TNode node) => _state.Spend(1 + (node.Count / 8));
}
