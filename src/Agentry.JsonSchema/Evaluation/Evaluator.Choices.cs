namespace Agentry.JsonSchema;

internal readonly ref partial struct Evaluator<TNode, TMembers, TItems>
{
    /// <summary>The alternative that the discriminating property picks, or -1 when none can hold.</summary>
    public int PickBranch(Discriminator discriminator, scoped in TNode node)
    {
        // The first of several members with the name will do: if another differs, no alternative holds.
        var members = node.GetMembers();
        while (members.MoveNext())
        {
            if (members.FindName(discriminator.NameTable, 0) < 0)
            {
                if (!_state.Spend(1)) return -1;
                continue;
            }
            var value = members.Value;
            var place = value.Kind == NodeKind.String ? value.FindText(discriminator.Values) : -1;
            return place < 0 ? -1 : discriminator.Branches[place];
        }
        return -1;
    }

    private bool CheckAnyOf(ChoicePlan plan, scoped in TNode node, NodeKind kind, int depth)
    {
        if (kind == NodeKind.Object && plan.Discriminator is { } discriminator) return CheckPicked(plan, discriminator, node, depth);
        foreach (var branch in plan.Branches)
        {
            if (Run(branch, node, depth)) return true;
            if (_state.HasFault) return false;
        }
        return false;
    }

    private bool CheckOneOf(ChoicePlan plan, scoped in TNode node, NodeKind kind, int depth)
    {
        // Alternatives with a discriminator exclude each other.
        if (kind == NodeKind.Object && plan.Discriminator is { } discriminator) return CheckPicked(plan, discriminator, node, depth);
        var found = false;
        foreach (var branch in plan.Branches)
        {
            if (Run(branch, node, depth))
            {
                if (found) return false;
                found = true;
            }
            if (_state.HasFault) return false;
        }
        return found;
    }

    private bool CheckPicked(ChoicePlan plan, Discriminator discriminator, scoped in TNode node, int depth)
    {
        var branch = PickBranch(discriminator, node);
        return branch >= 0 && Run(plan.Branches[branch], node, depth);
    }
}
