using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// Checks tool arguments in one pass over their dictionary: elements, which arguments mostly are, by their kind or their text, anything else node by node. For schemas
/// whose root asks for members only.
/// </summary>
internal ref struct ArgumentsCheck
{
    private readonly SchemaProgram _program;
    private readonly ScanObject _plan;
    private readonly ref EvaluationState _state;
    private uint _failed;

    private ArgumentsCheck(SchemaProgram program, ScanObject plan, ref EvaluationState state)
    {
        _program = program;
        _plan = plan;
        _state = ref state;
    }

    public static bool Run(SchemaProgram program, IDictionary<string, object?> arguments, ref EvaluationState state)
    {
        var isValid = program.RootMembers is { } members && arguments is Dictionary<string, object?> dictionary
            ? new ArgumentsCheck(program, members, ref state).Takes(dictionary)
            : RunNodes(program, arguments, ref state);
        if (state.Fault == EvaluationFault.NotScannable)
        {
            state = new EvaluationState(program.Limits) { CanScan = false };
            isValid = RunNodes(program, arguments, ref state);
        }
        return isValid && !state.HasFault;
    }

    private static bool RunNodes(SchemaProgram program, IDictionary<string, object?> arguments, ref EvaluationState state) =>
        new Evaluator<ClrNode, ClrMembers, ClrItems>(program, ref state).Run(program.Root, ClrNode.From(arguments), 0);

    // Arguments mostly come in the order of the schema, as elements of which only the type is asked: that much is done here, without a call.
    private bool Takes(Dictionary<string, object?> arguments)
    {
        var names = _plan.Names.Names;
        ulong seen = 0;
        var expected = 0;
        foreach (var pair in arguments)
        {
            var place = (uint)expected < (uint)names.Length && names[expected] == pair.Key ? expected : _plan.Names.Find(pair.Key);
            var child = _plan.Additional;
            ScanMember[]? more = null;
            if (place >= 0)
            {
                expected = place + 1;
                seen |= _plan.Bits[place];
                child = _plan.Children[place];
                more = _plan.More[place];
            }
            if (child is not null && !Matches(child, pair.Value)) return false;
            if (more is not null && !TakesMore(more, pair.Value)) return false;
        }
        return _plan.IsComplete(seen, _failed, arguments.Count);
    }

    private bool TakesMore(ScanMember[] members, object? value)
    {
        foreach (var member in members)
        {
            if (Matches(member.Plan, value)) continue;
            if (member.Fails == 0 || _state.HasFault) return false;
            _failed |= member.Fails;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Matches(ScanPlan plan, object? value)
    {
        if (value is not JsonElement element) return new Evaluator<ClrNode, ClrMembers, ClrItems>(_program, ref _state).Run(plan.Block, ClrNode.From(value), 1);
        var kind = ElementNode.KindOf(element);
        return (plan.Types & plan.Free & kind) != NodeKind.Unsupported || Matches(plan, kind, element);
    }

    private bool Matches(ScanPlan plan, NodeKind kind, in JsonElement element)
    {
        if ((plan.Types & kind) == NodeKind.Unsupported && kind != NodeKind.Number) return kind == NodeKind.Unsupported && _state.Fail(EvaluationFault.UnsupportedValue);
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (plan.Rest.Length > 0 || (kind & (NodeKind.Object | NodeKind.Array)) != NodeKind.Unsupported) return new Scanner(_program, ref _state, raw).Run(plan, 1);
        return kind switch
        {
            // Constants are found whether or not they are escaped.
            NodeKind.String => ScalarCheck.TakesText(plan, raw[1..^1], isEscaped: plan.Text is null || raw.Contains((byte)'\\'), ref _state),
            NodeKind.Number => ScalarCheck.TakesNumber(plan, raw, ref _state),
            _ => ScalarCheck.TakesLiteral(plan, kind, raw, ref _state),
        };
    }
}
