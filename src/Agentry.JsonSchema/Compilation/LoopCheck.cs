namespace Agentry.JsonSchema;

/// <summary>
/// Refuses schemas that lead back to themselves without descending into the instance: they would never end. Also bounds how many
/// subschemas may apply to the same value one inside the other.
/// </summary>
internal static class LoopCheck
{
    private const int Unseen = 0;
    private const int Open = -1;

    public static void Run(SchemaProgram program, int maxSteps)
    {
        var heights = new int[program.Blocks.Length];
        Stack<(int Block, int Next, List<int> Targets)> path = new();
        for (var start = 0; start < heights.Length; start++)
        {
            if (heights[start] != Unseen) continue;
            path.Push((start, 0, Targets(program, start)));
            heights[start] = Open;
            while (path.TryPop(out var step))
            {
                if (step.Next < step.Targets.Count)
                {
                    path.Push((step.Block, step.Next + 1, step.Targets));
                    var target = step.Targets[step.Next];
                    if (heights[target] == Open) throw new SchemaCompileException(program.Locations[target], "$ref", "the schema refers to itself for the same value and would never end. Refer to it from a property or an item.");
                    if (heights[target] != Unseen) continue;
                    heights[target] = Open;
                    path.Push((target, 0, Targets(program, target)));
                }
                else
                {
                    heights[step.Block] = 1 + (step.Targets.Count == 0 ? 0 : step.Targets.Max(target => heights[target]));
                    if (heights[step.Block] > maxSteps) throw new SchemaCompileException(program.Locations[step.Block], "$ref", $"more than {maxSteps} schemas apply to one value one inside the other ({nameof(SchemaCompileOptions.MaxReferenceSteps)}).");
                }
            }
        }
    }

    private static List<int> Targets(SchemaProgram program, int block)
    {
        List<int> targets = [];
        foreach (var instruction in program.CodeOf(block))
        {
            switch (instruction.Op)
            {
                case Op.Also or Op.Not:
                    targets.Add(instruction.A);
                    break;
                case Op.AnyOf or Op.OneOf:
                    targets.AddRange(program.Choices[instruction.A].Branches);
                    break;
                case Op.Dependent:
                    targets.Add(program.Dependents[instruction.A].Block);
                    break;
                case Op.If:
                    targets.AddRange([instruction.A, instruction.B, instruction.C]);
                    break;
            }
        }
        targets.RemoveAll(target => target < 0);
        return targets;
    }
}
