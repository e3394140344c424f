namespace Agentry.JsonSchema;

/// <summary>
/// Turns the blocks of a program into plans for the <see cref="Scanner"/>. What <c>allOf</c>, references with siblings, conditions on the presence or value of properties and
/// <c>unevaluatedProperties</c> with known names ask of an object becomes one pass over it, because only the verdict is wanted.
/// </summary>
internal sealed class ScanCompiler
{
    private readonly SchemaProgram _program;
    private readonly ScanPlan[] _plans;

    private ScanCompiler(SchemaProgram program)
    {
        _program = program;
        _plans = [.. Enumerable.Range(0, program.Blocks.Length).Select(block => new ScanPlan(block))];
    }

    /// <summary>Gives the program its plans, unless it asks for what a scanner cannot do.</summary>
    public static void Run(SchemaProgram program)
    {
        if (!IsScannable(program)) return;
        var compiler = new ScanCompiler(program);
        if (!Array.TrueForAll(compiler._plans, compiler.TryFill)) return;
        program.Plans = compiler._plans;
        var root = compiler._plans[program.Root];
        if ((root.Types & NodeKind.Object) != NodeKind.Unsupported && root is { Object.NeedsNames: false, Rest: [], Constants: [] }) program.RootMembers = root.Object;
    }

    // Equality with arrays and objects, and bookkeeping of what was evaluated, need nodes.
    private static bool IsScannable(SchemaProgram program) =>
        Array.TrueForAll(program.Constants, constants => !constants.HasComposites)
        && Array.TrueForAll(program.Unevaluated, plan => plan.Block == ObjectPlan.Anything || (plan is { IsForItems: false, KnownNames: not null }));

    private bool TryFill(ScanPlan plan)
    {
        var block = _program.Blocks[plan.Block];
        plan.Types = block.Types;
        List<ConstantSet> constants = [];
        List<ScanRest> rest = [];
        var fused = new ScanObjectBuilder(_program, _plans);
        var checkedKinds = NodeKind.Unsupported;
        foreach (var instruction in _program.CodeOf(plan.Block))
        {
            checkedKinds |= instruction.Kinds;
            switch (instruction.Op)
            {
                case Op.Enum or Op.Const: constants.Add(_program.Constants[instruction.A]); break;
                case Op.Number: plan.Number = _program.Numbers[instruction.A]; break;
                case Op.String: plan.Text = _program.Strings[instruction.A]; break;
                case Op.Array: plan.Array = ArrayOf(_program.Arrays[instruction.A]); break;
                default:
                    if (RestOf(instruction, block.Types, fused.TryAdd(instruction)) is not { } left) return false;
                    if (left.Kinds != NodeKind.Unsupported) rest.Add(left);
                    break;
            }
        }
        plan.Constants = [.. constants];
        plan.Rest = [.. rest];
        plan.Object = fused.Build();
        plan.Free = NodeKind.Any & ~checkedKinds;
        return true;
    }

    // What became part of the pass over an object is left for other kinds only.
    private ScanRest? RestOf(in Instruction instruction, NodeKind types, bool isFused)
    {
        if (types.HasFlag(NodeKind.Integer)) types |= NodeKind.Number;
        var kinds = instruction.Kinds & (isFused ? types & ~NodeKind.Object : types);
        ScanPlan?[]? plans = instruction.Op switch
        {
            Op.Also or Op.Not => [_plans[instruction.A]],
            Op.If => [_plans[instruction.A], PlanOf(instruction.B), PlanOf(instruction.C)],
            Op.AnyOf or Op.OneOf => [.. _program.Choices[instruction.A].Branches.Select(branch => _plans[branch])],
            Op.Unevaluated when _program.Unevaluated[instruction.A].Block == ObjectPlan.Anything => [],
            _ => isFused ? [] : null,
        };
        if (plans is null) return null;
        if (instruction.Op == Op.Unevaluated) kinds = NodeKind.Unsupported;
        var discriminator = instruction.Op is Op.AnyOf or Op.OneOf ? _program.Choices[instruction.A].Discriminator : null;
        return new ScanRest(instruction.Op, kinds, plans, discriminator);
    }

    private ScanPlan? PlanOf(int block) => block < 0 ? null : _plans[block];

    private ScanArray ArrayOf(ArrayPlan plan) => new(plan, [.. plan.Prefix.Select(PlanOf)], PlanOf(plan.Items), PlanOf(plan.Contains));
}
