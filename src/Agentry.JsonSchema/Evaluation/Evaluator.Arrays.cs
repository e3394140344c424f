namespace Agentry.JsonSchema;

internal readonly ref partial struct Evaluator<TNode, TMembers, TItems>
{
    private bool CheckArray(ArrayPlan plan, scoped in TNode node, int depth)
    {
        if (depth >= _program.MaxDepth) return _state.Fail(EvaluationFault.TooDeep);
        if (plan.HasCounts)
        {
            var count = node.Count;
            if (count < plan.MinItems || count > plan.MaxItems) return false;
        }
        return (!plan.NeedsWalk || CheckItems(plan, node, depth))
            && (!plan.Unique || node.HasUniqueItems(ref _state, depth));
    }

    private bool CheckItems(ArrayPlan plan, scoped in TNode node, int depth)
    {
        long contained = 0;
        var index = 0;
        var items = node.GetItems();
        while (items.MoveNext())
        {
            var value = items.Value;
            var block = index < plan.Prefix.Length ? plan.Prefix[index] : plan.Items;
            index++;
            if (block >= 0 && !RunChild(block, value, depth + 1)) return false;
            if (plan.Contains < 0) continue;
            if (Run(plan.Contains, value, depth + 1)) contained++;
            else if (_state.HasFault) return false;
        }
        return plan.Contains < 0 || (contained >= plan.MinContains && contained <= plan.MaxContains);
    }
}
