namespace Agentry.JsonSchema;

/// <summary>
/// Finds the <c>unevaluatedProperties</c> for which the schema alone says what the others look at: no pattern, no <c>additionalProperties</c>, and no
/// condition that adds a name which is not looked at anyway. They need no bookkeeping when the program runs.
/// </summary>
internal static class UnevaluatedSearch
{
    public static void Run(SchemaProgram program)
    {
        if (program.Unevaluated.Length == 0) return;
        for (var block = 0; block < program.Blocks.Length; block++)
        {
            if (program.CodeOf(block) is not [.., { Op: Op.Unevaluated } last] || program.Unevaluated[last.A] is not { IsForItems: false } plan) continue;
            HashSet<string> always = new(StringComparer.Ordinal);
            HashSet<string> sometimes = new(StringComparer.Ordinal);
            if (TryCollect(program, block, always, sometimes, isOwner: true) && sometimes.IsSubsetOf(always)) plan.KnownNames = new NameTable([.. always]);
        }
    }

    // In-place loops were refused before, so this ends; what is under a condition goes to the other set.
    private static bool TryCollect(SchemaProgram program, int block, HashSet<string> names, HashSet<string> sometimes, bool isOwner = false)
    {
        foreach (var instruction in program.CodeOf(block))
        {
            switch (instruction.Op)
            {
                case Op.Object:
                    var plan = program.Objects[instruction.A];
                    if (plan.EvaluatesAll || plan.Patterns.Length > 0) return false;
                    names.UnionWith(plan.Names.Names[..plan.DeclaredCount].ToArray());
                    break;
                case Op.Also:
                    if (!TryCollect(program, instruction.A, names, sometimes)) return false;
                    break;
                case Op.AnyOf or Op.OneOf:
                    if (!program.Choices[instruction.A].Branches.All(branch => TryCollect(program, branch, sometimes, sometimes))) return false;
                    break;
                case Op.If:
                    if (!new[] { instruction.A, instruction.B, instruction.C }.All(part => part < 0 || TryCollect(program, part, sometimes, sometimes))) return false;
                    break;
                case Op.Dependent when program.Dependents[instruction.A].Block is >= 0 and var dependent:
                    if (!TryCollect(program, dependent, sometimes, sometimes)) return false;
                    break;
                case Op.Unevaluated when !isOwner && !program.Unevaluated[instruction.A].IsForItems:
                    return false;
            }
        }
        return true;
    }
}
