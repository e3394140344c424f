using System.Buffers;

namespace Agentry.JsonSchema;

internal readonly ref partial struct Evaluator<TNode, TMembers, TItems>
{
    private const int StackWords = 4;

    private bool CheckUnevaluated(UnevaluatedPlan plan, scoped in TNode node, int depth)
    {
        if (plan.Block == ObjectPlan.Anything) return true;
        if (depth >= _program.MaxDepth) return _state.Fail(EvaluationFault.TooDeep);
        if (plan.KnownNames is { } known) return CheckUnknownNames(plan, known, node, depth);
        var words = (node.Count + 63) / 64;
        var rented = words > StackWords ? ArrayPool<ulong>.Shared.Rent(words) : null;
        var seen = rented is null ? stackalloc ulong[StackWords] : rented.AsSpan(0, words);
        seen.Clear();
        try
        {
            return Mark(_program.Blocks[plan.Owner], plan, node, depth, seen) || (!_state.HasFault && CheckUnmarked(plan, node, depth, seen));
        }
        finally
        {
            if (rented is not null) ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    /// <summary>Notes, one bit for each member or item, what the other keywords of a block have looked at. True when that is everything.</summary>
    public bool Mark(in Block block, UnevaluatedPlan plan, scoped in TNode node, int depth, Span<ulong> seen)
    {
        if (!_state.Enter()) return false;
        var isAll = MarkCode(block, plan, node, depth, seen);
        _state.Leave();
        return isAll;
    }

    private bool CheckUnknownNames(UnevaluatedPlan plan, NameTable known, scoped in TNode node, int depth)
    {
        var expected = 0;
        var members = node.GetMembers();
        while (members.MoveNext())
        {
            var place = members.FindName(known, expected);
            expected = place + 1;
            if (place < 0 && !Run(plan.Block, members.Value, depth + 1)) return false;
        }
        return true;
    }

    private bool CheckUnmarked(UnevaluatedPlan plan, scoped in TNode node, int depth, Span<ulong> seen)
    {
        var index = 0;
        if (plan.IsForItems)
        {
            var items = node.GetItems();
            for (; items.MoveNext(); index++)
            {
                if (!IsMarked(seen, index) && !Run(plan.Block, items.Value, depth + 1)) return false;
            }
            return true;
        }

        var members = node.GetMembers();
        for (; members.MoveNext(); index++)
        {
            if (!IsMarked(seen, index) && !Run(plan.Block, members.Value, depth + 1)) return false;
        }
        return true;
    }

    private bool MarkCode(in Block block, UnevaluatedPlan plan, scoped in TNode node, int depth, Span<ulong> seen)
    {
        foreach (ref readonly var instruction in _program.Code.AsSpan(block.Start, block.End - block.Start))
        {
            if (_state.HasFault) return false;
            var isAll = instruction.Op switch
            {
                Op.Object when !plan.IsForItems => MarkMembers(_program.Objects[instruction.A], node, seen),
                Op.Array when plan.IsForItems => MarkItems(_program.Arrays[instruction.A], node, depth, seen),
                Op.Also => Mark(_program.Blocks[instruction.A], plan, node, depth, seen),
                Op.AnyOf or Op.OneOf => MarkBranches(_program.Choices[instruction.A], plan, node, depth, seen),
                Op.If => MarkIf(instruction, plan, node, depth, seen),
                Op.Dependent => MarkDependent(_program.Dependents[instruction.A], plan, node, depth, seen),
                Op.Unevaluated => _program.Unevaluated[instruction.A] is var other && !ReferenceEquals(other, plan) && other.IsForItems == plan.IsForItems,
                _ => false,
            };
            if (isAll) return true;
        }
        return false;
    }

    private bool MarkBranches(ChoicePlan choice, UnevaluatedPlan plan, scoped in TNode node, int depth, Span<ulong> seen)
    {
        foreach (var branch in choice.Branches)
        {
            if (MarkIfValid(branch, plan, node, depth, seen)) return true;
        }
        return false;
    }

    private bool MarkIf(in Instruction instruction, UnevaluatedPlan plan, scoped in TNode node, int depth, Span<ulong> seen)
    {
        var holds = Run(instruction.A, node, depth);
        if (_state.HasFault) return false;
        if (holds && Mark(_program.Blocks[instruction.A], plan, node, depth, seen)) return true;
        var next = holds ? instruction.B : instruction.C;
        return next >= 0 && Mark(_program.Blocks[next], plan, node, depth, seen);
    }

    private bool MarkDependent(DependentPlan dependent, UnevaluatedPlan plan, scoped in TNode node, int depth, Span<ulong> seen) =>
        dependent.Block >= 0 && node.Kind == NodeKind.Object && SpendLookup(node) && node.TryGetMember(dependent.Trigger.Utf8(0), out _)
        && Mark(_program.Blocks[dependent.Block], plan, node, depth, seen);

    private bool MarkIfValid(int block, UnevaluatedPlan plan, scoped in TNode node, int depth, Span<ulong> seen) =>
        Run(block, node, depth) && Mark(_program.Blocks[block], plan, node, depth, seen);

    private bool MarkMembers(ObjectPlan plan, scoped in TNode node, Span<ulong> seen)
    {
        if (plan.EvaluatesAll) return true;
        if (!_state.Spend(1 + (node.Count / 8))) return false;
        int index = 0, expected = 0;
        var members = node.GetMembers();
        for (; members.MoveNext(); index++)
        {
            var place = members.FindName(plan.Names, expected);
            expected = place + 1;
            if ((place >= 0 && place < plan.DeclaredCount) || (plan.Patterns.Length > 0 && MatchesPattern(plan, members))) MarkAt(seen, index);
        }
        return false;
    }

    private bool MatchesPattern(ObjectPlan plan, TMembers members)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var name = members.GetName(ref buffer);
            foreach (var (pattern, _) in plan.Patterns)
            {
                if (pattern.IsMatch(name, ref _state)) return true;
            }
            return false;
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private bool MarkItems(ArrayPlan plan, scoped in TNode node, int depth, Span<ulong> seen)
    {
        if (plan.EvaluatesAll) return true;
        var count = Math.Min(plan.Prefix.Length, node.Count);
        for (var index = 0; index < count; index++) MarkAt(seen, index);
        if (plan.Contains < 0 || !plan.EvaluatesContained) return false;
        var items = node.GetItems();
        for (var index = 0; items.MoveNext(); index++)
        {
            if (Run(plan.Contains, items.Value, depth + 1)) MarkAt(seen, index);
        }
        return false;
    }

    private static void MarkAt(Span<ulong> seen, int index)
    {
        if (index >> 6 < seen.Length) seen[index >> 6] |= 1UL << (index & 63);
    }

    private static bool IsMarked(Span<ulong> seen, int index) => index >> 6 < seen.Length && (seen[index >> 6] & (1UL << (index & 63))) != 0;
}
