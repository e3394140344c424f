namespace Agentry.JsonSchema;

internal sealed partial class InclusionCheck
{
    private void CheckChoice(OldValues old, Instruction instruction, int block)
    {
        var keyword = instruction.Op == Op.AnyOf ? "anyOf" : "oneOf";
        var branches = newProgram.Choices[instruction.A].Branches;

        // The old alternatives one by one: each has to find a place.
        foreach (var other in old.Code)
        {
            if (other.Op is not (Op.AnyOf or Op.OneOf)) continue;
            var plan = oldProgram.Choices[other.A];
            var changes = Try(() =>
            {
                foreach (var branch in plan.Branches) CheckAlternative(branch, instruction, branches, block, keyword);
            });
            if (changes.Count == 0) return;

            // Of a single anyOf each alternative is accepted for itself, so that what one of them loses is lost.
            var isPlain = other.Op == Op.AnyOf && old.Code.Count == 1;
            foreach (var change in changes) AddShared(isPlain ? change : change with { Verdict = SchemaCompatibilityVerdict.Unknown });
            return;
        }

        if (instruction.Op == Op.AnyOf)
        {
            CheckKinds(old, branches, block, keyword);
            return;
        }
        Add(SchemaCompatibilityVerdict.Unknown, block, keyword, "whether exactly one of the alternatives takes what was accepted cannot be told");
    }

    private void CheckAlternative(int oldBranch, Instruction instruction, int[] branches, int block, string keyword)
    {
        if (Array.Exists(branches, branch => _equality.AreSame(oldBranch, branch)) && (instruction.Op == Op.AnyOf || AreApart(branches))) return;
        var values = new OldValues(oldProgram, oldBranch);
        if (values.IsNothing) return;
        if (Enumerate(values) is { } constants)
        {
            foreach (var value in constants)
            {
                if (!Matches(oldProgram, oldBranch, value) || branches.Count(branch => Matches(newProgram, branch, value)) is var count && (count == 1 || (count > 1 && instruction.Op == Op.AnyOf))) continue;
                Add(SchemaCompatibilityVerdict.Breaking, block, keyword, $"the value {ShortText.Cut(value.GetRawText(), 64)} is no longer accepted");
            }
            return;
        }
        if (instruction.Op == Op.AnyOf || AreApart(branches)) CheckKinds(values, branches, block, keyword, oldBranch);
        else Add(SchemaCompatibilityVerdict.Unknown, block, keyword, "whether exactly one of the alternatives takes what was accepted cannot be told");
    }

    // Kind by kind: where one alternative takes the kind, it decides; where several do, one that takes everything is enough.
    private void CheckKinds(OldValues old, int[] branches, int block, string keyword, int oldBranch = -1)
    {
        if (Array.Exists(branches, branch => Try(() => CheckSame(old, branch)).Count == 0)) return;
        List<int> candidates = [.. branches.Where(branch => (newProgram.Blocks[branch].Types & old.Types) != NodeKind.Unsupported || (old.Kinds.HasFlag(NodeKind.Number) && newProgram.Blocks[branch].Types.HasFlag(NodeKind.Integer)))];
        if (candidates.Count == 0) Add(Worst(old), block, keyword, "none of the alternatives takes what was accepted");
        else if (candidates is [var only]) CheckSame(old, only);
        else if (oldBranch >= 0 && PickByConstant(oldBranch, candidates) is { } picked) CheckSame(old, picked);
        else Add(SchemaCompatibilityVerdict.Unknown, block, keyword, "which alternative takes what was accepted cannot be told");
    }

    // The new alternative that has a property with the same single constant.
    private int? PickByConstant(int oldBranch, List<int> candidates)
    {
        foreach (var (name, value) in ConstantsOf(oldProgram, oldBranch))
        {
            foreach (var candidate in candidates)
            {
                if (ConstantsOf(newProgram, candidate).Contains((name, value))) return candidate;
            }
        }
        return null;
    }

    private static List<(string Name, string Value)> ConstantsOf(SchemaProgram program, int block)
    {
        List<(string Name, string Value)> constants = [];
        foreach (var instruction in program.CodeOf(block))
        {
            if (instruction.Op != Op.Object) continue;
            var plan = program.Objects[instruction.A];
            for (var place = 0; place < plan.DeclaredCount; place++)
            {
                if (plan.Children[place] < 0) continue;
                foreach (var inner in program.CodeOf(plan.Children[place]))
                {
                    if (inner.Op == Op.Const && program.Constants[inner.A].HasOnlyStrings) constants.Add((plan.Names[place], program.Constants[inner.A].Strings[0]));
                }
            }
        }
        return constants;
    }

    // Whether no two alternatives can take the same value, seen from their types alone.
    private bool AreApart(int[] branches)
    {
        var taken = NodeKind.Unsupported;
        foreach (var branch in branches)
        {
            var types = newProgram.Blocks[branch].Types;
            if (types.HasFlag(NodeKind.Integer)) types |= NodeKind.Number;
            if ((taken & types) != NodeKind.Unsupported) return false;
            taken |= types;
        }
        return true;
    }

    private void AddShared(SchemaChange change)
    {
        if (_changes.Count < maxChanges) _changes.Add(change);
    }
}
