using System.Runtime.CompilerServices;

namespace Agentry.JsonSchema;

/// <summary>
/// Answers whether a value matches, and stops at the first failure. One generic interpreter serves every form an instance can have;
/// struct type arguments make each a specialised copy.
/// </summary>
internal readonly ref partial struct Evaluator<TNode, TMembers, TItems>(SchemaProgram program, ref EvaluationState state)
    where TNode : struct, INode<TNode, TMembers, TItems>, allows ref struct
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    private readonly SchemaProgram _program = program;
    private readonly ref EvaluationState _state = ref state;

    public ref EvaluationState State => ref _state;

    /// <summary>The same as <see cref="Run"/>, with the most frequent answer in place: a type and nothing else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool RunChild(int block, scoped in TNode node, int depth)
    {
        ref readonly var target = ref _program.Blocks[block];
        var kind = node.Kind;
        if ((target.Types & kind) == NodeKind.Unsupported && !IsTypeMatch(target.Types, kind, node)) return false;
        return target.Start == target.End || (node.IsElement ? Run(block, node, depth) : RunCode(target, node, kind, depth));
    }

    /// <summary>Whether the value matches the block; false after a fault, which the caller has to tell apart before it negates.</summary>
    public bool Run(int block, scoped in TNode node, int depth)
    {
        if (node.IsElement) return RunElement(block, node.AsElement(), depth);
        ref readonly var target = ref _program.Blocks[block];
        var kind = node.Kind;
        if ((target.Types & kind) == NodeKind.Unsupported && !IsTypeMatch(target.Types, kind, node)) return false;
        return target.Start == target.End || RunCode(target, node, kind, depth);
    }

    // An element among CLR values is looked at as elements are.
    private bool RunElement(int block, ElementNode node, int depth) => _program.Plans is { } plans && _state.CanScan && node.Kind != NodeKind.Unsupported
        ? new Scanner(_program, ref _state, node.RawText).Run(plans[block], depth)
        : new Evaluator<ElementNode, ElementMembers, ElementItems>(_program, ref _state).Run(block, node, depth);

    /// <summary>Whether the kind is allowed; numbers are looked at where only integers are.</summary>
    public bool IsTypeMatch(NodeKind types, NodeKind kind, scoped in TNode node)
    {
        if ((types & kind) != NodeKind.Unsupported) return true;
        if (kind == NodeKind.Number && (types & NodeKind.Integer) != NodeKind.Unsupported) return IsInteger(node);
        return kind == NodeKind.Unsupported && _state.Fail(EvaluationFault.UnsupportedValue);
    }

    /// <summary>Whether one instruction holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Check(in Instruction instruction, scoped in TNode node, NodeKind kind, int depth) => instruction.Op switch
    {
        Op.Enum or Op.Const => kind == NodeKind.String
            ? node.FindText(_program.Constants[instruction.A].Strings) >= 0
            : _program.Constants[instruction.A].Contains<TNode, TMembers, TItems>(node, kind, ref _state, depth),
        Op.Number => FindNumberFailure(_program.Numbers[instruction.A], node) is null,
        Op.String => FindStringFailure(_program.Strings[instruction.A], node) is null,
        Op.Array => CheckArray(_program.Arrays[instruction.A], node, depth),
        Op.Object => CheckObject(_program.Objects[instruction.A], node, depth),
        Op.Dependent => CheckDependent(_program.Dependents[instruction.A], node, depth),
        Op.Also => Run(instruction.A, node, depth),
        Op.AnyOf => CheckAnyOf(_program.Choices[instruction.A], node, kind, depth),
        Op.OneOf => CheckOneOf(_program.Choices[instruction.A], node, kind, depth),
        Op.Not => !Run(instruction.A, node, depth) && !_state.HasFault,
        Op.If => CheckIf(instruction, node, depth),
        _ => CheckUnevaluated(_program.Unevaluated[instruction.A], node, depth),
    };

    /// <summary>The number keyword that fails, or null; nothing to rely on after a fault.</summary>
    public string? FindNumberFailure(NumberPlan plan, scoped in TNode node) => TNode.IsInPlace
        ? FindNumberFailure(plan, TNode.GetNumber(node, default))
        : FindNumberFailureWithScratch(plan, node);

    private string? FindNumberFailure(NumberPlan plan, ReadOnlySpan<byte> number) => _state.Admit(number) ? plan.FindFailure(number) : "";

    private string? FindNumberFailureWithScratch(NumberPlan plan, scoped in TNode node)
    {
        Span<byte> scratch = stackalloc byte[ClrNumber.MaxLength];
        return FindNumberFailure(plan, TNode.GetNumber(node, scratch));
    }

    /// <summary>The string keyword that fails, or null; nothing to rely on after a fault.</summary>
    public string? FindStringFailure(StringPlan plan, scoped in TNode node) => TNode.TryGetPlainText(node, out var text)
        ? FindTextFailure(plan, text)
        : FindDecodedFailure(plan, node);

    private string? FindTextFailure(StringPlan plan, ReadOnlySpan<byte> text) => _state.AdmitBytes(text.Length) ? plan.FindFailure(text, ref _state) : "";

    private string? FindDecodedFailure(StringPlan plan, scoped in TNode node)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            return FindTextFailure(plan, TNode.GetText(node, ref buffer));
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private bool IsInteger(scoped in TNode node)
    {
        if (TNode.IsInPlace) return IsInteger(TNode.GetNumber(node, default));
        Span<byte> scratch = stackalloc byte[ClrNumber.MaxLength];
        return IsInteger(TNode.GetNumber(node, scratch));
    }

    private bool IsInteger(ReadOnlySpan<byte> number) => _state.Admit(number) && JsonNumber.IsIntegerText(number);

    private bool RunCode(in Block block, scoped in TNode node, NodeKind kind, int depth)
    {
        // What does not lead to other blocks needs no guard against recursion.
        if (block.IsLeaf) return RunLeaf(block, node, kind, depth);
        if (!_state.Enter()) return false;
        foreach (ref readonly var instruction in _program.Code.AsSpan(block.Start, block.End - block.Start))
        {
            if ((instruction.Kinds & kind) != NodeKind.Unsupported && !Check(instruction, node, kind, depth))
            {
                _state.Leave();
                return false;
            }
        }
        _state.Leave();
        return true;
    }

    private bool RunLeaf(in Block block, scoped in TNode node, NodeKind kind, int depth)
    {
        foreach (ref readonly var instruction in _program.Code.AsSpan(block.Start, block.End - block.Start))
        {
            if ((instruction.Kinds & kind) == NodeKind.Unsupported) continue;
            var holds = instruction.Op switch
            {
                Op.Number => FindNumberFailure(_program.Numbers[instruction.A], node) is null,
                Op.String => FindStringFailure(_program.Strings[instruction.A], node) is null,
                _ => kind == NodeKind.String
                    ? node.FindText(_program.Constants[instruction.A].Strings) >= 0
                    : _program.Constants[instruction.A].Contains<TNode, TMembers, TItems>(node, kind, ref _state, depth),
            };
            if (!holds) return false;
        }
        return true;
    }

    private bool CheckIf(in Instruction instruction, scoped in TNode node, int depth)
    {
        var holds = Run(instruction.A, node, depth);
        if (_state.HasFault) return false;
        var next = holds ? instruction.B : instruction.C;
        return next < 0 || Run(next, node, depth);
    }
}
