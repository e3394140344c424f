namespace Agentry.JsonSchema;

internal ref partial struct Scanner
{
    private const int MaxUniqueItems = 16;

    private int CheckArray(ScanPlan plan, int start, int depth)
    {
        if (plan.Constants.Length > 0) return Fails;
        if (plan.Array is null) return CheckRestOfContainer(plan, NodeKind.Array, start, HoldsSomewhere, depth);
        if (!_state.Enter()) return Fails;
        var end = depth >= _program.MaxDepth ? FailDepth() : WalkItems(plan.Array, start, depth + 1);
        _state.Leave();
        if (end < 0 || (plan.Array.Unique && !IsUnique(start))) return Fails;
        return plan.Rest.Length == 0 ? end : CheckRestOfContainer(plan, NodeKind.Array, start, end, depth);
    }

    private int WalkItems(ScanArray plan, int start, int depth)
    {
        var count = 0;
        var contained = 0;
        var position = _text.SkipSpace(start + 1);
        if (_text[position] == ']') return plan.IsComplete(0, 0) ? position + 1 : Fails;
        while (true)
        {
            var child = count < plan.Prefix.Length ? plan.Prefix[count] : plan.Items;
            if (count++ >= plan.MaxItems) return Fails;
            var end = child is null ? EndOfAnything(position) : Run(child, position, depth);
            if (end < 0) return Fails;
            if (plan.Contains is not null)
            {
                if (Run(plan.Contains, position, depth) > 0) contained++;
                else if (_state.HasFault) return Fails;
            }

            position = _text.SkipSpace(end);
            var next = _text[position];
            if (next == ']') return plan.IsComplete(count, contained) ? position + 1 : Fails;
            if (next != ',') return NotScannable();
            position = _text.SkipSpace(position + 1);
        }
    }

    // Short arrays of strings, numbers and literals are compared here; long or nested ones need more than positions.
    private bool IsUnique(int start)
    {
        Span<int> bounds = stackalloc int[2 * MaxUniqueItems];
        var count = 0;
        var position = _text.SkipSpace(start + 1);
        while (_text[position] != ']')
        {
            if (count == MaxUniqueItems || _text[position] is (byte)'{' or (byte)'[') return NotScannable() > 0;
            var end = EndOfAnything(position);
            if (end < 0) return false;
            (bounds[2 * count], bounds[(2 * count) + 1]) = (position, end);
            for (var other = 0; other < count; other++)
            {
                if (!_state.Spend(1) || AreEqual(_text.Between(bounds[2 * other], bounds[(2 * other) + 1]), _text.Between(position, end))) return false;
            }
            count++;
            position = _text.SkipSpace(end);
            if (_text[position] == ',') position = _text.SkipSpace(position + 1);
        }
        return true;
    }

    private static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var kind = left[0];
        if (kind == '"')
        {
            return right[0] == '"' && (left.SequenceEqual(right) || ((left.Contains((byte)'\\') || right.Contains((byte)'\\')) && AreTextsEqual(left[1..^1], right[1..^1])));
        }
        return kind is (byte)'-' or (>= (byte)'0' and <= (byte)'9')
            ? right[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9') && JsonNumber.Compare(new JsonNumber(left), new JsonNumber(right)) == 0
            : left.SequenceEqual(right);
    }

    private static bool AreTextsEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var first = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var second = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var one = first.Reserve(left.Length);
            var two = second.Reserve(right.Length);
            return one[..JsonText.Unescape(left, one)].SequenceEqual(two[..JsonText.Unescape(right, two)]);
        }
        finally
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
