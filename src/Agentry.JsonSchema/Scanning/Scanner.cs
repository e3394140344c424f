using System.Runtime.CompilerServices;

namespace Agentry.JsonSchema;

/// <summary>
/// Answers whether a value of a parsed document matches by looking through its text, which costs less than asking the document for each member. Positions take the
/// place of nodes: a value is checked from its first byte, and what matched says where it ended. What it cannot tell
/// (<see cref="EvaluationFault.NotScannable"/>) is left to the evaluator.
/// </summary>
internal ref partial struct Scanner
{
    /// <summary>Nothing to rely on: the value does not match, or there is a fault.</summary>
    private const int Fails = -1;

    /// <summary>The value matches what was asked, but nobody came to its end.</summary>
    private const int HoldsSomewhere = 0;

    // Values that are passed over count by their bytes, because a document would pass over them at once; below that length they cost no more than a member.
    private const int FreeLength = 64;
    private const int PassesOverText = 16;

    private readonly ScannedText _text;
    private readonly SchemaProgram _program;
    private readonly ref EvaluationState _state;
    private long _budget;

    public Scanner(SchemaProgram program, ref EvaluationState state, ReadOnlySpan<byte> text)
    {
        _text = new ScannedText(text);
        _program = program;
        _state = ref state;
        _budget = (long)text.Length * PassesOverText;
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool Run(ScanPlan plan, int depth) => Run(plan, 0, depth) > 0;

    /// <summary>The position after the value that starts here, or <see cref="Fails"/>.</summary>
    private int Run(ScanPlan plan, int start, int depth)
    {
        switch (_text[start])
        {
            case (byte)'"':
                if ((plan.Types & NodeKind.String) == NodeKind.Unsupported) return Fails;
                var end = EndOfString(start, out var isEscaped);
                return end < 0 || (plan.Free & NodeKind.String) != NodeKind.Unsupported || CheckText(plan, start, end, isEscaped, depth) ? end : Fails;
            case (byte)'{':
                return (plan.Types & NodeKind.Object) == NodeKind.Unsupported ? Fails
                    : (plan.Free & NodeKind.Object) != NodeKind.Unsupported ? EndOfContainer(start)
                    : CheckObject(plan, start, depth);
            case (byte)'[':
                return (plan.Types & NodeKind.Array) == NodeKind.Unsupported ? Fails
                    : (plan.Free & NodeKind.Array) != NodeKind.Unsupported ? EndOfContainer(start)
                    : CheckArray(plan, start, depth);
            case (byte)'t' or (byte)'f':
                return CheckLiteral(plan, NodeKind.Boolean, start, depth);
            case (byte)'n':
                return CheckLiteral(plan, NodeKind.Null, start, depth);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return CheckNumber(plan, start, depth);
            default:
                return NotScannable();
        }
    }

    private int NotScannable()
    {
        _state.Fail(EvaluationFault.NotScannable);
        return Fails;
    }

    /// <summary>Where a value ends that nobody asks anything of.</summary>
    private int EndOfAnything(int start) => _text[start] switch
    {
        (byte)'"' => EndOfString(start, out _),
        (byte)'{' or (byte)'[' => EndOfContainer(start),
        _ => Charge(start, _text.EndOfValue(start)),
    };

    private int EndOfContainer(int start) => Charge(start, _text.EndOfValue(start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EndOfString(int start, out bool isEscaped)
    {
        var end = _text.EndOfString(start, out isEscaped);
        return end - start <= FreeLength && end > 0 ? end : Charge(start, end);
    }

    private int Charge(int start, int end)
    {
        _budget -= end - start;
        return end < 0 || _budget < 0 ? NotScannable() : end;
    }

    private bool CheckText(ScanPlan plan, int start, int end, bool isEscaped, int depth) =>
        ScalarCheck.TakesText(plan, _text.Between(start + 1, end - 1), isEscaped, ref _state)
        && (plan.Rest.Length == 0 || CheckRest(plan, NodeKind.String, start, depth) >= 0);

    private int CheckNumber(ScanPlan plan, int start, int depth)
    {
        var end = _text.EndOfNumber(start, out var isWhole);
        if (end - start > FreeLength && Charge(start, end) < 0) return Fails;
        if ((plan.Free & NodeKind.Number) != NodeKind.Unsupported
            && (plan.Types & (isWhole && end - start < FreeLength ? NodeKind.Number | NodeKind.Integer : NodeKind.Number)) != NodeKind.Unsupported)
        {
            return end;
        }
        return ScalarCheck.TakesNumber(plan, _text.Between(start, end), ref _state)
            && (plan.Rest.Length == 0 || CheckRest(plan, NodeKind.Number, start, depth) >= 0) ? end : Fails;
    }

    private int CheckLiteral(ScanPlan plan, NodeKind kind, int start, int depth)
    {
        var end = _text.EndOfScalar(start);
        if ((plan.Types & plan.Free & kind) != NodeKind.Unsupported) return end;
        return ScalarCheck.TakesLiteral(plan, kind, _text.Between(start, end), ref _state)
            && (plan.Rest.Length == 0 || CheckRest(plan, kind, start, depth) >= 0) ? end : Fails;
    }

    /// <summary>What is not part of a pass: the end of the value when one of the plans came to it, <see cref="HoldsSomewhere"/> or <see cref="Fails"/>.</summary>
    private int CheckRest(ScanPlan plan, NodeKind kind, int start, int depth)
    {
        if (!_state.Enter()) return Fails;
        var end = HoldsSomewhere;
        foreach (var rest in plan.Rest)
        {
            if ((rest.Kinds & kind) == NodeKind.Unsupported) continue;
            var found = CheckRest(rest, kind, start, depth);
            if (found == Fails)
            {
                _state.Leave();
                return Fails;
            }
            if (found > end) end = found;
        }
        _state.Leave();
        return end;
    }

    private int CheckRest(ScanRest rest, NodeKind kind, int start, int depth)
    {
        switch (rest.Op)
        {
            case Op.Also:
                return Run(rest.Plans[0]!, start, depth);
            case Op.Not:
                return Run(rest.Plans[0]!, start, depth) < 0 && !_state.HasFault ? HoldsSomewhere : Fails;
            case Op.If:
                var end = Run(rest.Plans[0]!, start, depth);
                if (_state.HasFault) return Fails;
                var next = end > 0 ? rest.Plans[1] : rest.Plans[2];
                return next is null ? HoldsSomewhere : Run(next, start, depth);
            default:
                return kind == NodeKind.Object && rest.Discriminator is { } discriminator
                    ? CheckPicked(rest, discriminator, start, depth)
                    : CheckEach(rest, start, depth);
        }
    }

    private int CheckEach(ScanRest rest, int start, int depth)
    {
        var found = Fails;
        foreach (var plan in rest.Plans)
        {
            var end = Run(plan!, start, depth);
            if (_state.HasFault) return Fails;
            if (end < 0) continue;
            if (rest.Op == Op.AnyOf) return end;
            if (found > 0) return Fails;
            found = end;
        }
        return found;
    }
}
