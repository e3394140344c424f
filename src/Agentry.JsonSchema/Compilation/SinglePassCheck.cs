namespace Agentry.JsonSchema;

/// <summary>
/// Whether every array and object is looked at by one plan only, so that a text can be checked token by token while it is read. Scalars may be looked at by any
/// number: a token stays where it is.
/// </summary>
internal static class SinglePassCheck
{
    private const NodeKind Containers = NodeKind.Array | NodeKind.Object;

    public static bool Run(SchemaProgram program)
    {
        for (var block = 0; block < program.Blocks.Length; block++)
        {
            if (!Passes(program, block)) return false;
        }
        return program.Dependents.Length == 0 && program.Unevaluated.Length == 0;
    }

    private static bool Passes(SchemaProgram program, int block)
    {
        var types = program.Blocks[block].Types & Containers;
        int forArrays = 0, forObjects = 0;
        foreach (var instruction in program.CodeOf(block))
        {
            var kinds = instruction.Kinds & types;
            if (kinds == NodeKind.Unsupported) continue;
            switch (instruction.Op)
            {
                case Op.Enum or Op.Const when program.Constants[instruction.A].HasComposites:
                case Op.Object when program.Objects[instruction.A].NeedsSlowWalk:
                case Op.Array when program.Arrays[instruction.A] is { Unique: true } or { Contains: >= 0 }:
                case Op.Not or Op.If:
                    return false;
                case Op.AnyOf or Op.OneOf:
                    var plan = program.Choices[instruction.A];
                    if (kinds.HasFlag(NodeKind.Array) && Candidates(program, plan, NodeKind.Array) > 1) return false;
                    if (kinds.HasFlag(NodeKind.Object) && plan.Discriminator is null && Candidates(program, plan, NodeKind.Object) > 1) return false;
                    break;
                case Op.Enum or Op.Const:
                    continue;
            }
            if (kinds.HasFlag(NodeKind.Array)) forArrays++;
            if (kinds.HasFlag(NodeKind.Object)) forObjects++;
        }
        return forArrays <= 1 && forObjects <= 1;
    }

    private static int Candidates(SchemaProgram program, ChoicePlan plan, NodeKind kind) => plan.Branches.Count(branch => program.Blocks[branch].Types.HasFlag(kind));
}
