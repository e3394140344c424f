namespace Agentry.JsonSchema;

/// <summary>Finds, for each choice, the property whose constant strings tell its alternatives apart.</summary>
internal static class DiscriminatorSearch
{
    public static void Run(SchemaProgram program)
    {
        foreach (var choice in program.Choices)
        {
            var plans = choice.Branches.Select(block => ObjectPlanOf(program, block)).ToList();
            if (plans.Count < 2 || plans.Contains(null)) continue;
            foreach (var name in plans[0]!.Names.Names)
            {
                if (TryBuild(program, plans!, name) is not { } found) continue;
                choice.Discriminator = found;
                break;
            }
        }
    }

    private static Discriminator? TryBuild(SchemaProgram program, List<ObjectPlan> plans, string name)
    {
        Dictionary<string, int> branches = new(StringComparer.Ordinal);
        for (var branch = 0; branch < plans.Count; branch++)
        {
            var plan = plans[branch];
            var place = plan.Names.Find(name);
            if (place < 0 || place >= plan.DeclaredCount || plan.Children[place] < 0 || !plan.Required.Contains(place)) return null;
            if (ConstantsOf(program, plan.Children[place]) is not { HasOnlyStrings: true } constants) return null;
            foreach (var value in constants.Strings.Names)
            {
                if (!branches.TryAdd(value, branch)) return null;
            }
        }
        return new Discriminator(name, new NameTable([.. branches.Keys]), [.. branches.Values]);
    }

    private static ObjectPlan? ObjectPlanOf(SchemaProgram program, int block)
    {
        foreach (var instruction in program.CodeOf(block))
        {
            if (instruction.Op == Op.Object) return program.Objects[instruction.A];
        }
        return null;
    }

    private static ConstantSet? ConstantsOf(SchemaProgram program, int block)
    {
        foreach (var instruction in program.CodeOf(block))
        {
            if (instruction.Op is Op.Const or Op.Enum) return program.Constants[instruction.A];
        }
        return null;
    }
}
