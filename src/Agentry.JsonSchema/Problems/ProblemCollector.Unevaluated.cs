using System.Globalization;

namespace Agentry.JsonSchema;

internal ref partial struct ProblemCollector<TNode, TMembers, TItems>
{
    private readonly void CollectUnevaluated(UnevaluatedPlan plan, int block, TNode node, int depth)
    {
        // What failed elsewhere in this block looked at its members all the same: only blame these when nothing else is wrong.
        if (plan.Block < 0 || _problems.Count > 0) return;
        var seen = new ulong[(node.Count + 63) / 64];
        if (_evaluator.Mark(_program.Blocks[block], plan, node, depth, seen) || _evaluator.State.HasFault) return;
        var length = _pointer.Length;
        var index = 0;
        if (plan.IsForItems)
        {
            var items = node.GetItems();
            for (; !IsFull && items.MoveNext(); index++)
            {
                if ((seen[index >> 6] & (1UL << (index & 63))) != 0) continue;
                _pointer.Append(CultureInfo.InvariantCulture, $"/{index}");
                Collect(plan.Block, items.Value, depth + 1, new SchemaStep(block, plan.Keyword), plan.Keyword);
                _pointer.Length = length;
            }
            return;
        }

        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var members = node.GetMembers();
        for (; !IsFull && members.MoveNext(); index++)
        {
            if ((seen[index >> 6] & (1UL << (index & 63))) != 0) continue;
            AppendToken(members.GetName(ref buffer));
            Collect(plan.Block, members.Value, depth + 1, new SchemaStep(block, plan.Keyword), plan.Keyword, isOptional: true);
            _pointer.Length = length;
        }
        buffer.Dispose();
    }
}
