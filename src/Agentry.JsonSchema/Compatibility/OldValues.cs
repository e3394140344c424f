namespace Agentry.JsonSchema;

/// <summary>What a block of the old program says about values, with the parts of <c>allOf</c> and references laid side by side.</summary>
internal sealed class OldValues
{
    /// <summary>Gathers from several blocks that must all hold; -1 among them says nothing.</summary>
    public OldValues(SchemaProgram program, params ReadOnlySpan<int> blocks)
    {
        Types = NodeKind.Any;
        foreach (var block in blocks) Gather(program, block);
        Kinds = Types.HasFlag(NodeKind.Number) ? Types & NodeKind.Any : Types.HasFlag(NodeKind.Integer) ? (Types & NodeKind.Any) | NodeKind.Number : Types;
    }

    /// <summary>The kinds that are accepted; integers alone with their own bit.</summary>
    public NodeKind Types { get; private set; }

    /// <summary>The same with all numbers as one kind.</summary>
    public NodeKind Kinds { get; }

    public bool IsNothing => Types == NodeKind.Unsupported;

    public bool HasOnlyIntegers => Types.HasFlag(NodeKind.Integer) && !Types.HasFlag(NodeKind.Number);

    public List<Instruction> Code { get; } = [];

    /// <summary>Whether something restricts the values that is not looked into, so that a value that seems accepted may not be.</summary>
    public bool HasConditions => Code.Exists(instruction => instruction.Op is Op.AnyOf or Op.OneOf or Op.Not or Op.If or Op.Dependent or Op.Unevaluated);

    private void Gather(SchemaProgram program, int block)
    {
        if (block < 0) return;
        Types = Intersect(Types, program.Blocks[block].Types);
        foreach (var instruction in program.CodeOf(block))
        {
            if (instruction.Op == Op.Also)
            {
                Gather(program, instruction.A);
                continue;
            }
            Code.Add(instruction);
            if (instruction.Op is Op.AnyOf or Op.OneOf) Types = Intersect(Types, Union(program, program.Choices[instruction.A].Branches));
        }
    }

    private static NodeKind Union(SchemaProgram program, int[] branches)
    {
        var types = NodeKind.Unsupported;
        foreach (var branch in branches) types |= program.Blocks[branch].Types;
        return types.HasFlag(NodeKind.Number) ? types & NodeKind.Any : types;
    }

    private static NodeKind Intersect(NodeKind a, NodeKind b)
    {
        var both = a & b;
        if (a.HasFlag(NodeKind.Number) && b.HasFlag(NodeKind.Integer) || a.HasFlag(NodeKind.Integer) && b.HasFlag(NodeKind.Number)) both |= NodeKind.Integer;
        return both.HasFlag(NodeKind.Number) ? both & NodeKind.Any : both;
    }
}
