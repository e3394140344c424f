using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Asks, block by block, whether the new program takes all values that the old one takes.</summary>
internal sealed partial class InclusionCheck(SchemaProgram oldProgram, SchemaProgram newProgram, int maxChanges)
{
    private const int MaxSteps = 100_000;

    private readonly ProgramEquality _equality = new(oldProgram, newProgram);
    private readonly HashSet<(string Old, int New)> _assumed = [];
    private readonly List<(string Old, int New)> _order = [];
    private List<SchemaChange> _changes = [];
    private string _pointer = "";
    private int _steps;
    private bool _isCutShort;

    public IReadOnlyList<SchemaChange> Changes => _changes;

    public void Run()
    {
        Check([oldProgram.Root], newProgram.Root);

        // The note may have been among the changes of an attempt that was given up.
        if (_isCutShort && _changes.Count == 0) Add(SchemaCompatibilityVerdict.Unknown, newProgram.Root, "", "the schemas are too large to compare to the end");
    }

    // The old value matches all of the old blocks; -1 stands for anything.
    private void Check(int[] old, int @new)
    {
        if (@new < 0 || newProgram.Blocks[@new].IsTrue || _changes.Count >= maxChanges) return;
        if (!Spend(@new)) return;
        if (old is [var only] && only >= 0 && _equality.AreSame(only, @new)) return;

        // A schema that refers to itself comes back to the same question; what it assumes of itself is what is being shown.
        var question = (string.Join(' ', old), @new);
        if (!_assumed.Add(question)) return;
        var order = _order.Count;
        var before = _changes.Count;
        _order.Add(question);
        var values = new OldValues(oldProgram, old);
        if (!values.IsNothing && Enumerate(values) is { } constants) CheckConstants(constants, old, @new);
        else if (!values.IsNothing) CheckBlock(values, @new);
        if (_changes.Count == before) return;

        // It does not hold, so nothing that was shown with its help may stand.
        for (var i = order; i < _order.Count; i++) _assumed.Remove(_order[i]);
        _order.RemoveRange(order, _order.Count - order);
    }

    // Alternatives within alternatives multiply, and schemas may be deeper than the stack.
    private bool Spend(int block)
    {
        if (_steps > MaxSteps) return false;
        if (++_steps <= MaxSteps && RuntimeHelpers.TryEnsureSufficientExecutionStack()) return true;
        _steps = MaxSteps + 1;
        _isCutShort = true;
        Add(SchemaCompatibilityVerdict.Unknown, block, "", "the schemas are too large to compare to the end");
        return false;
    }

    private void CheckBlock(OldValues old, int @new)
    {
        if (!Spend(@new)) return;
        var block = newProgram.Blocks[@new];
        if (block.IsFalse)
        {
            Add(Worst(old), @new, "", "no value is accepted here any more");
            return;
        }
        foreach (var (kind, name) in TypeNames)
        {
            if (!old.Types.HasFlag(kind) || block.Types.HasFlag(kind) || (kind == NodeKind.Integer && block.Types.HasFlag(NodeKind.Number))) continue;
            var isNarrowed = kind == NodeKind.Number && block.Types.HasFlag(NodeKind.Integer);
            Add(Worst(old), @new, "type", isNarrowed ? "numbers with a fraction are no longer accepted" : $"the type {name} is no longer accepted");
        }
        foreach (var instruction in newProgram.CodeOf(@new))
        {
            if ((instruction.Kinds & old.Kinds & block.Types) != NodeKind.Unsupported || (instruction.Kinds.HasFlag(NodeKind.Number) && old.Kinds.HasFlag(NodeKind.Number))) CheckInstruction(old, instruction, @new);
        }
    }

    private static readonly (NodeKind Kind, string Name)[] TypeNames =
    [
        (NodeKind.Null, "null"), (NodeKind.Boolean, "boolean"), (NodeKind.Number, "number"), (NodeKind.Integer, "integer"), (NodeKind.String, "string"),
        (NodeKind.Array, "array"), (NodeKind.Object, "object"),
    ];

    private void CheckInstruction(OldValues old, Instruction instruction, int block)
    {
        if (old.Code.Exists(other => _equality.AreSame(other, instruction))) return;
        switch (instruction.Op)
        {
            case Op.Also: CheckSame(old, instruction.A); break;
            case Op.Enum or Op.Const: CheckListed(old, block, instruction); break;
            case Op.Number: CheckNumber(old, newProgram.Numbers[instruction.A], block); break;
            case Op.String: CheckString(old, newProgram.Strings[instruction.A], block); break;
            case Op.Array: CheckArray(old, newProgram.Arrays[instruction.A], block); break;
            case Op.Object: CheckObject(old, newProgram.Objects[instruction.A], block); break;
            case Op.AnyOf or Op.OneOf: CheckChoice(old, instruction, block); break;
            case Op.Dependent: Add(SchemaCompatibilityVerdict.Unknown, block, newProgram.Dependents[instruction.A].Keyword, "what one property asks of others differs"); break;
            case Op.Not: Add(SchemaCompatibilityVerdict.Unknown, block, "not", "what must not match differs"); break;
            case Op.If: Add(SchemaCompatibilityVerdict.Unknown, block, "if", "a condition differs"); break;
            default:
                Add(SchemaCompatibilityVerdict.Unknown, block, newProgram.Unevaluated[instruction.A].Keyword, "what is left for unevaluated members or items may differ");
                break;
        }
    }

    // In place: the same values, another block of the new program.
    private void CheckSame(OldValues old, int block)
    {
        if (!newProgram.Blocks[block].IsTrue) CheckBlock(old, block);
    }

    // All the values there are, when they can be listed; some of them may be excluded by other keywords.
    private List<JsonElement>? Enumerate(OldValues old)
    {
        foreach (var instruction in old.Code)
        {
            if (instruction.Op is Op.Enum or Op.Const) return [.. oldProgram.Constants[instruction.A].Values];
        }
        if ((old.Kinds & ~(NodeKind.Null | NodeKind.Boolean)) != NodeKind.Unsupported) return null;
        List<JsonElement> values = [];
        if (old.Kinds.HasFlag(NodeKind.Null)) values.Add(JsonElement.Parse("null"u8));
        if (old.Kinds.HasFlag(NodeKind.Boolean)) values.AddRange([JsonElement.Parse("true"u8), JsonElement.Parse("false"u8)]);
        return values;
    }

    private void CheckConstants(List<JsonElement> values, int[] old, int @new)
    {
        foreach (var value in values)
        {
            if (!old.All(block => block < 0 || Matches(oldProgram, block, value)) || Matches(newProgram, @new, value)) continue;
            Add(SchemaCompatibilityVerdict.Breaking, @new, "", $"the value {ShortText.Cut(value.GetRawText(), 64)} is no longer accepted");
        }
    }

    private static bool Matches(SchemaProgram program, int block, JsonElement value)
    {
        var state = new EvaluationState(program.Limits);
        return new Evaluator<ElementNode, ElementMembers, ElementItems>(program, ref state).Run(block, new ElementNode(value), 0) && !state.HasFault;
    }

    // A value that seems to break may be excluded by what was not looked into.
    private static SchemaCompatibilityVerdict Worst(OldValues old) => old.HasConditions ? SchemaCompatibilityVerdict.Unknown : SchemaCompatibilityVerdict.Breaking;

    private void Below(string token, Action check)
    {
        var above = _pointer;
        _pointer = JsonPointer.Append(_pointer, token);
        check();
        _pointer = above;
    }

    // The changes that a check finds, kept apart.
    private List<SchemaChange> Try(Action check)
    {
        var kept = _changes;
        _changes = [];
        check();
        var found = _changes;
        _changes = kept;
        return found;
    }

    private void Add(SchemaCompatibilityVerdict verdict, int block, string keyword, string reason)
    {
        if (_changes.Count >= maxChanges) return;
        var location = newProgram.Locations[block];
        _changes.Add(new SchemaChange
        {
            Verdict = verdict,
            Pointer = _pointer,
            SchemaLocation = keyword.Length == 0 ? location : JsonPointer.Append(location, keyword),
            Reason = reason,
        });
    }
}
