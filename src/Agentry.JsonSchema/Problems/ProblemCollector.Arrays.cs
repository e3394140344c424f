using System.Globalization;

namespace Agentry.JsonSchema;

internal ref partial struct ProblemCollector<TNode, TMembers, TItems>
{
    private readonly void CollectArray(ArrayPlan plan, int block, TNode node, int depth)
    {
        if (depth >= _program.MaxDepth)
        {
            _evaluator.State.Fail(EvaluationFault.TooDeep);
            return;
        }

        AddItemCount(plan, block, node);
        long contained = 0;
        var index = 0;
        var length = _pointer.Length;
        var items = node.GetItems();
        while (!IsFull && items.MoveNext())
        {
            var value = items.Value;
            var isPrefix = index < plan.Prefix.Length;
            var target = isPrefix ? plan.Prefix[index] : plan.Items;
            _pointer.Append(CultureInfo.InvariantCulture, $"/{index}");
            var keyword = isPrefix ? plan.PrefixKeyword : plan.ItemsKeyword;
            if (target >= 0) Collect(target, value, depth + 1, new SchemaStep(block, keyword, Index: isPrefix ? index : -1), isPrefix ? "prefixItems" : keyword);
            index++;
            if (plan.Contains >= 0 && _evaluator.Run(plan.Contains, value, depth + 1)) contained++;
            if (_evaluator.State.HasFault) AddFault();
            _pointer.Length = length;
            if (_evaluator.State.HasFault) return;
        }
        if (plan.Contains >= 0) AddContained(plan, block, node, contained);
        if (plan.Unique) AddDuplicate(block, node, depth);
    }

    private readonly void AddItemCount(ArrayPlan plan, int block, TNode node)
    {
        if (!plan.HasCounts) return;
        var count = node.Count;
        var actual = Amount(count, "item");
        if (count < plan.MinItems)
        {
            var expected = Amount("at least", plan.MinItems, "item");
            Add(block, "minItems", expected, actual, $"send {expected} in {Subject()}");
        }
        else if (count > plan.MaxItems)
        {
            var expected = Amount("at most", plan.MaxItems, "item");
            Add(block, "maxItems", expected, actual, $"send {expected} in {Subject()}");
        }
    }

    private readonly void AddContained(ArrayPlan plan, int block, TNode node, long contained)
    {
        var kind = Expectation.OfBlock(_program, plan.Contains);
        if (contained < plan.MinContains)
        {
            var expected = $"{Amount("at least", plan.MinContains, "item")} matching: {kind}";
            Add(block, contained == 0 ? "contains" : "minContains", expected, Show(node), $"add to {Subject()} until it has {expected}");
        }
        else if (contained > plan.MaxContains)
        {
            var expected = $"{Amount("at most", plan.MaxContains, "item")} matching: {kind}";
            Add(block, "maxContains", expected, Show(node), $"remove items from {Subject()} until it has {expected}");
        }
    }

    private readonly void AddDuplicate(int block, TNode node, int depth)
    {
        if (Uniqueness<TNode, TMembers, TItems>.FindDuplicate(node, ref _evaluator.State, depth) is not var (first, second)) return;
        if (_evaluator.State.HasFault) return;
        Add(block, "uniqueItems", "no two equal items", Show(node), string.Create(CultureInfo.InvariantCulture, $"remove item {second} of {Subject()}: it equals item {first}, counted from 0"));
    }
}
