using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>
/// Answers whether a text matches while it is read, token by token, for programs that <see cref="SinglePassCheck"/> lets through. A value starts with the reader at
/// its first token and, when it matches, leaves it at its last.
/// </summary>
internal readonly ref struct TextEvaluator(SchemaProgram program, ref EvaluationState state)
{
    private readonly SchemaProgram _program = program;
    private readonly ref EvaluationState _state = ref state;

    /// <exception cref="JsonException">The text is malformed or too deep.</exception>
    public bool Run(int block, scoped ref Utf8JsonReader reader, int depth)
    {
        ref readonly var target = ref _program.Blocks[block];
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Takes(target, NodeKind.Object) && RunContainer(target, ref reader, NodeKind.Object, depth);
            case JsonTokenType.StartArray:
                return Takes(target, NodeKind.Array) && RunContainer(target, ref reader, NodeKind.Array, depth);
            case JsonTokenType.String:
                return Takes(target, NodeKind.String) && (target.Start == target.End || RunScalar(block, NodeKind.String, ref reader, depth));
            case JsonTokenType.Number:
                return target.Start == target.End && Takes(target, NodeKind.Number) || RunScalar(block, NodeKind.Number, ref reader, depth);
            case JsonTokenType.Null:
                return Takes(target, NodeKind.Null) && (target.Start == target.End || RunScalar(block, NodeKind.Null, ref reader, depth));
            default:
                return Takes(target, NodeKind.Boolean) && (target.Start == target.End || RunScalar(block, NodeKind.Boolean, ref reader, depth));
        }
    }

    private static bool Takes(in Block block, NodeKind kind) => (block.Types & kind) != NodeKind.Unsupported;

    private bool RunScalar(int block, NodeKind kind, scoped ref Utf8JsonReader reader, int depth)
    {
        var node = new TokenNode(kind, reader.ValueSpan, reader.TokenType == JsonTokenType.True);
        return new Evaluator<TokenNode, NoMembers<TokenNode>, NoItems<TokenNode>>(_program, ref _state).Run(block, node, depth);
    }

    private bool RunContainer(in Block block, scoped ref Utf8JsonReader reader, NodeKind kind, int depth)
    {
        if (!_state.Enter()) return false;
        var hasMoved = false;
        foreach (ref readonly var instruction in _program.Code.AsSpan(block.Start, block.End - block.Start))
        {
            if ((instruction.Kinds & kind) == NodeKind.Unsupported) continue;
            var holds = instruction.Op switch
            {
                Op.Object => CheckObject(_program.Objects[instruction.A], ref reader, depth),
                Op.Array => CheckArray(_program.Arrays[instruction.A], ref reader, depth),
                Op.Also => Run(instruction.A, ref reader, depth),
                Op.AnyOf or Op.OneOf => CheckChoice(_program.Choices[instruction.A], ref reader, kind, depth),

                // Constants that are arrays or objects make a program need a document.
                _ => false,
            };
            if (!holds) return false;
            hasMoved = true;
        }
        _state.Leave();
        if (!hasMoved) reader.Skip();
        return true;
    }

    private bool CheckObject(ObjectPlan plan, scoped ref Utf8JsonReader reader, int depth)
    {
        if (depth >= _program.MaxDepth) return _state.Fail(EvaluationFault.TooDeep);
        ulong seen = 0;
        long count = 0;
        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            count++;
            var block = plan.Additional;
            var place = plan.Names.FindRaw(reader.ValueSpan, expected);
            if (place >= 0)
            {
                expected = place + 1;
                seen |= plan.RequiredBits[place];
                block = plan.Children[place];
            }
            reader.Read();
            if (block == ObjectPlan.Anything) reader.Skip();
            else if (!Run(block, ref reader, depth + 1)) return false;
        }
        return seen == plan.RequiredMask && count >= plan.MinProperties && count <= plan.MaxProperties;
    }

    private bool CheckArray(ArrayPlan plan, scoped ref Utf8JsonReader reader, int depth)
    {
        if (depth >= _program.MaxDepth) return _state.Fail(EvaluationFault.TooDeep);
        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index >= plan.MaxItems) return false;
            var block = index < plan.Prefix.Length ? plan.Prefix[index] : plan.Items;
            index++;
            if (block < 0) reader.Skip();
            else if (!Run(block, ref reader, depth + 1)) return false;
        }
        return index >= plan.MinItems;
    }

    private bool CheckChoice(ChoicePlan plan, scoped ref Utf8JsonReader reader, NodeKind kind, int depth)
    {
        if (kind == NodeKind.Object && plan.Discriminator is { } discriminator)
        {
            var picked = PickBranch(discriminator, reader);
            return picked >= 0 && Run(plan.Branches[picked], ref reader, depth);
        }
        foreach (var branch in plan.Branches)
        {
            if (Takes(_program.Blocks[branch], kind)) return Run(branch, ref reader, depth);
        }
        return false;
    }

    // Looks ahead with a copy of the reader. The first of several members with the name will do: if another differs, no alternative holds.
    private int PickBranch(Discriminator discriminator, Utf8JsonReader ahead)
    {
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            if (!_state.Spend(1)) return -1;
            var isFound = discriminator.NameTable.FindRaw(ahead.ValueSpan, 0) >= 0;
            ahead.Read();
            if (isFound)
            {
                var place = ahead.TokenType == JsonTokenType.String ? discriminator.Values.FindRaw(ahead.ValueSpan) : -1;
                return place < 0 ? -1 : discriminator.Branches[place];
            }
            ahead.Skip();
        }
        return -1;
    }
}
