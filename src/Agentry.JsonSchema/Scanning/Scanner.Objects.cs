namespace Agentry.JsonSchema;

internal ref partial struct Scanner
{
    private int CheckObject(ScanPlan plan, int start, int depth)
    {
        // No set holds an object: those that do are not scanned.
        if (plan.Constants.Length > 0) return Fails;
        if (plan.Object is null) return CheckRestOfContainer(plan, NodeKind.Object, start, HoldsSomewhere, depth);
        if (!_state.Enter()) return Fails;
        var end = depth >= _program.MaxDepth ? FailDepth() : plan.Object.NeedsNames ? WalkWithNames(plan.Object, start, depth + 1) : Walk(plan.Object, start, depth + 1);
        _state.Leave();
        return end < 0 || plan.Rest.Length == 0 ? end : CheckRestOfContainer(plan, NodeKind.Object, start, end, depth);
    }

    private int FailDepth()
    {
        _state.Fail(EvaluationFault.TooDeep);
        return Fails;
    }

    private int CheckRestOfContainer(ScanPlan plan, NodeKind kind, int start, int end, int depth)
    {
        var found = CheckRest(plan, kind, start, depth);
        if (found == Fails) return Fails;
        if (end > 0) return end;
        return found > 0 ? found : EndOfContainer(start);
    }

    private int Walk(ScanObject plan, int start, int depth)
    {
        ulong seen = 0;
        uint failed = 0;
        var count = 0;
        var expected = 0;
        var quoted = plan.Quoted;
        var position = _text.SkipSpace(start + 1);
        if (_text[position] == '}') return plan.IsComplete(0, 0, 0) ? position + 1 : Fails;
        while (true)
        {
            // Names come in the order of the schema more often than not.
            var place = expected;
            var end = (uint)expected < (uint)quoted.Length ? quoted[expected].MatchStart(_text.From(position)) : 0;
            if (end > 0) end += position;
            else if ((end = FindName(plan.Names, position, out place)) < 0) return Fails;

            position = AfterColon(end);
            if (position < 0) return Fails;
            count++;
            var child = plan.Additional;
            ScanMember[]? more = null;
            if (place >= 0)
            {
                expected = place + 1;
                seen |= plan.Bits[place];
                child = plan.Children[place];
                more = plan.More[place];
            }

            end = child is null ? EndOfAnything(position) : Run(child, position, depth);
            if (end < 0 || (more is not null && !CheckMore(more, position, depth, ref failed))) return Fails;

            position = _text.SkipSpace(end);
            var next = _text[position];
            if (next == '}') return plan.IsComplete(seen, failed, count) ? position + 1 : Fails;
            if (next != ',') return NotScannable();
            position = _text.SkipSpace(position + 1);
        }
    }

    /// <summary>The position after a name, or <see cref="Fails"/> when there is none.</summary>
    private int FindName(NameTable names, int position, out int place)
    {
        place = -1;
        if (_text[position] != '"') return NotScannable();
        var end = EndOfString(position, out var isEscaped);
        if (end < 0) return Fails;
        var raw = _text.Between(position + 1, end - 1);
        place = isEscaped ? names.FindRaw(raw) : names.Find(raw);
        return end;
    }

    /// <summary>The first position of a value whose name ended here, or <see cref="Fails"/>.</summary>
    private int AfterColon(int position)
    {
        position = _text.SkipSpace(position);
        return _text[position] == ':' ? _text.SkipSpace(position + 1) : NotScannable();
    }

    private bool CheckMore(ScanMember[] members, int start, int depth, ref uint failed)
    {
        foreach (var member in members)
        {
            if (Run(member.Plan, start, depth) >= 0) continue;
            if (member.Fails == 0 || _state.HasFault) return false;
            failed |= member.Fails;
        }
        return true;
    }

    private int WalkWithNames(ScanObject plan, int start, int depth)
    {
        ulong seen = 0;
        uint failed = 0;
        var count = 0;
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var position = _text.SkipSpace(start + 1);
            if (_text[position] == '}') return plan.IsComplete(0, 0, 0) ? position + 1 : Fails;
            while (true)
            {
                var end = FindName(plan.Names, position, out var place);
                if (end < 0) return Fails;
                var raw = _text.Between(position + 1, end - 1);
                position = AfterColon(end);
                if (position < 0) return Fails;
                count++;
                if (place >= 0) seen |= plan.Bits[place];
                scoped var name = raw;
                if (raw.Contains((byte)'\\'))
                {
                    var copy = buffer.Reserve(raw.Length);
                    name = copy[..JsonText.Unescape(raw, copy)];
                }
                end = CheckMember(plan, place, name, position, depth, ref failed);
                if (end < 0) return Fails;

                position = _text.SkipSpace(end);
                var next = _text[position];
                if (next == '}') return plan.IsComplete(seen, failed, count) ? position + 1 : Fails;
                if (next != ',') return NotScannable();
                position = _text.SkipSpace(position + 1);
            }
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private int CheckMember(ScanObject plan, int place, scoped ReadOnlySpan<byte> name, int start, int depth, ref uint failed)
    {
        if (plan.PropertyNames >= 0 && !CheckName(plan.PropertyNames, name)) return Fails;
        var isListed = place >= 0 && place < plan.DeclaredCount;
        var end = HoldsSomewhere;
        if (isListed && plan.Children[place] is { } child && (end = Run(child, start, depth)) < 0) return Fails;
        if (place >= 0 && plan.More[place] is { } more && !CheckMore(more, start, depth, ref failed)) return Fails;
        foreach (var (pattern, target) in plan.Patterns)
        {
            if (pattern.IsMatch(name, ref _state))
            {
                isListed = true;
                if ((end = Run(target, start, depth)) < 0) return Fails;
            }
            else if (_state.HasFault)
            {
                return Fails;
            }
        }
        if (!isListed && plan.Additional is not null) return Run(plan.Additional, start, depth);
        return end > 0 ? end : EndOfAnything(start);
    }

    private readonly bool CheckName(int block, scoped ReadOnlySpan<byte> name) =>
        new Evaluator<TextNode, NoMembers<TextNode>, NoItems<TextNode>>(_program, ref _state).Run(block, new TextNode(name), 0);

    private int CheckPicked(ScanRest rest, Discriminator discriminator, int start, int depth)
    {
        var branch = PickBranch(discriminator, start);
        return branch >= 0 ? Run(rest.Plans[branch]!, start, depth) : Fails;
    }

    // The first of several members with the name will do: if another differs, no alternative holds.
    private int PickBranch(Discriminator discriminator, int start)
    {
        var position = _text.SkipSpace(start + 1);
        while (_text[position] == '"')
        {
            var end = discriminator.Quoted.MatchStart(_text.From(position));
            var isFound = end > 0;
            if (isFound) end += position;
            else if (!_state.Spend(1) || (end = FindName(discriminator.NameTable, position, out var place)) < 0) return Fails;
            else isFound = place == 0;

            position = AfterColon(end);
            if (position < 0) return Fails;
            if (isFound) return PickByText(discriminator, position);
            end = EndOfAnything(position);
            if (end < 0) return Fails;
            position = _text.SkipSpace(end);
            if (_text[position] != ',') return _text[position] == '}' ? Fails : NotScannable();
            position = _text.SkipSpace(position + 1);
        }
        return _text[position] == '}' ? Fails : NotScannable();
    }

    private int PickByText(Discriminator discriminator, int start)
    {
        if (_text[start] != '"') return _text[start] == '/' ? NotScannable() : Fails;
        var end = EndOfString(start, out var isEscaped);
        if (end < 0) return Fails;
        var raw = _text.Between(start + 1, end - 1);
        var place = isEscaped ? discriminator.Values.FindRaw(raw) : discriminator.Values.Find(raw);
        return place < 0 ? Fails : discriminator.Branches[place];
    }
}
