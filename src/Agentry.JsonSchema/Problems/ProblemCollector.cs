using System.Text;

namespace Agentry.JsonSchema;

/// <summary>
/// Runs the same program again after it has said no, descends to every failure and words it. It asks the evaluator wherever only an
/// answer is needed. Where the type is wrong, nothing else is said about the value.
/// </summary>
internal ref partial struct ProblemCollector<TNode, TMembers, TItems>
    where TNode : struct, INode<TNode, TMembers, TItems>
    where TMembers : struct, IMembers<TNode>
    where TItems : struct, IItems<TNode>
{
    private readonly SchemaProgram _program;
    private readonly Evaluator<TNode, TMembers, TItems> _evaluator;
    private readonly List<SchemaProblem> _problems;
    private readonly StringBuilder _pointer;
    private readonly int _max;
    private readonly KeywordWay? _way;

    /// <summary>Collects into a list of its own, from where <paramref name="pointer"/> stands.</summary>
    public ProblemCollector(SchemaProgram program, ref EvaluationState state, StringBuilder pointer, int max, KeywordWay? way = null)
    {
        _way = way ?? (program.Followed.Count > 0 ? new KeywordWay(program) : null);
        _program = program;
        _evaluator = new Evaluator<TNode, TMembers, TItems>(program, ref state);
        _problems = [];
        _pointer = pointer;
        _max = max;
    }

    public readonly List<SchemaProblem> Problems => _problems;

    private readonly bool IsFull => _problems.Count >= _max;

    /// <summary>Adds what is wrong with a value.</summary>
    /// <param name="block">What it has to match.</param>
    /// <param name="node">The value.</param>
    /// <param name="depth">Levels above it.</param>
    /// <param name="step">How the schema leads to the block.</param>
    /// <param name="falseKeyword">The keyword to blame when the block is the schema <c>false</c>.</param>
    /// <param name="isOptional">Whether the property may be left out.</param>
    public readonly void Collect(int block, TNode node, int depth, SchemaStep step, string falseKeyword = "false", bool isOptional = false)
    {
        if (IsFull) return;
        if (_way is null)
        {
            CollectBlock(block, node, depth, falseKeyword, isOptional);
            return;
        }
        var before = _way.Take(step, block);
        CollectBlock(block, node, depth, falseKeyword, isOptional);
        _way.Return(before);
    }

    private readonly void CollectBlock(int block, TNode node, int depth, string falseKeyword, bool isOptional)
    {
        ref var state = ref _evaluator.State;
        if (!state.Enter())
        {
            AddFault();
            return;
        }

        ref readonly var target = ref _program.Blocks[block];
        var kind = node.Kind;
        if (target.IsFalse) AddForbidden(block, node, falseKeyword);
        else if (!_evaluator.IsTypeMatch(target.Types, kind, node)) AddType(block, target.Types, node, kind, isOptional);
        else CollectCode(block, node, kind, depth);
        state.Leave();
    }

    private readonly void CollectCode(int block, TNode node, NodeKind kind, int depth)
    {
        foreach (ref readonly var instruction in _program.CodeOf(block))
        {
            if (IsFull) return;
            if ((instruction.Kinds & kind) == NodeKind.Unsupported) continue;
            switch (instruction.Op)
            {
                case Op.Enum or Op.Const: CollectConstants(instruction, block, node, kind, depth); break;
                case Op.Number: CollectNumber(_program.Numbers[instruction.A], block, node); break;
                case Op.String: CollectString(_program.Strings[instruction.A], block, node); break;
                case Op.Array: CollectArray(_program.Arrays[instruction.A], block, node, depth); break;
                case Op.Object: CollectObject(_program.Objects[instruction.A], block, node, depth); break;
                case Op.Dependent: CollectDependent(_program.Dependents[instruction.A], block, node, depth); break;
                case Op.Also: Collect(instruction.A, node, depth, SchemaCompiler.StepOf(instruction, block)); break;
                case Op.If: CollectIf(instruction, block, node, depth); break;
                case Op.Unevaluated: CollectUnevaluated(_program.Unevaluated[instruction.A], block, node, depth); break;
                case Op.Not: CollectNot(instruction, block, node, kind, depth); break;
                default: CollectChoice(instruction, block, node, kind, depth); break;
            }
            if (_evaluator.State.HasFault)
            {
                AddFault();
                return;
            }
        }
    }

    private readonly void Add(int block, string keyword, string expected, string actual, string fix, string? detail = null)
    {
        if (IsFull) return;
        var location = JsonPointer.Append(_program.Locations[block], keyword);
        if (detail is not null) location = JsonPointer.Append(location, detail);
        _problems.Add(new SchemaProblem
        {
            Pointer = _pointer.ToString(),
            SchemaLocation = location,
            KeywordLocation = _way?.To(location) ?? default,
            Keyword = keyword,
            Expected = expected,
            Actual = actual,
            Fix = fix,
        });
    }

    private readonly string Subject() => RepairText.Subject(_pointer.ToString());

    private static string Show(TNode node) => ActualText<TNode, TMembers, TItems>.Of(node);

    private readonly void AddType(int block, NodeKind types, TNode node, NodeKind kind, bool isOptional)
    {
        if (_evaluator.State.HasFault) return;
        var actual = Show(node);
        Add(block, "type", Expectation.OfTypes(types), actual, RepairText.ForType(_pointer.ToString(), types, kind, actual, isOptional));
    }

    private readonly void AddForbidden(int block, TNode node, string keyword)
    {
        if (IsFull) return;
        _problems.Add(new SchemaProblem
        {
            Pointer = _pointer.ToString(),
            SchemaLocation = _program.Locations[block],
            KeywordLocation = _way?.To(_program.Locations[block]) ?? default,
            Keyword = keyword,
            Expected = "no value",
            Actual = Show(node),
            Fix = _pointer.Length == 0 ? "do not make this call: its schema allows no arguments" : $"remove {Subject()}",
        });
    }

    /// <summary>Says which limit ended the check; once, because nothing is known beyond it.</summary>
    public readonly void AddFault()
    {
        if (IsFull || _problems.Exists(problem => problem.Failure != SchemaFailure.Mismatch)) return;
        _problems.Add(LimitText.Describe(_evaluator.State.Fault, _pointer.ToString(), _program));
    }
}
