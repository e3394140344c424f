using System.Text;

namespace Agentry.JsonSchema;

internal sealed partial class InclusionCheck
{
    private void CheckArray(OldValues old, ArrayPlan limits, int block)
    {
        List<ArrayPlan> before = [.. old.Code.Where(instruction => instruction.Op == Op.Array).Select(instruction => oldProgram.Arrays[instruction.A])];
        var min = before.Select(plan => plan.MinItems).DefaultIfEmpty(0).Max();
        var max = before.Select(plan => plan.MaxItems).DefaultIfEmpty(long.MaxValue).Min();
        if (limits.MinItems > min) Add(Worst(old), block, "minItems", $"at least {limits.MinItems} items are needed, and before {min}");
        if (limits.MaxItems < max) Add(Worst(old), block, "maxItems", max == long.MaxValue ? $"at most {limits.MaxItems} items are accepted, and before any number" : $"at most {limits.MaxItems} items are accepted, and before {max}");
        if (limits.Unique && max > 1 && !before.Exists(plan => plan.Unique)) Add(Worst(old), block, "uniqueItems", "equal items are no longer accepted");
        if (limits.Contains >= 0 && !before.Exists(plan => HasSameContains(plan, limits))) Add(SchemaCompatibilityVerdict.Unknown, block, "contains", "what the array has to contain differs");

        var places = Math.Max(limits.Prefix.Length, before.Select(plan => plan.Prefix.Length).DefaultIfEmpty(0).Max());
        for (var index = 0; index < places && index < max; index++)
        {
            var place = index;
            Below(
                place.ToString(System.Globalization.CultureInfo.InvariantCulture),
                () => Check([.. before.Select(plan => place < plan.Prefix.Length ? plan.Prefix[place] : plan.Items)], place < limits.Prefix.Length ? limits.Prefix[place] : limits.Items));
        }
        if (places < max) Below("*", () => Check([.. before.Select(plan => plan.Items)], limits.Items));
    }

    private bool HasSameContains(ArrayPlan before, ArrayPlan after) =>
        before.Contains >= 0 && before.MinContains >= after.MinContains && before.MaxContains <= after.MaxContains && _equality.AreSame(before.Contains, after.Contains);

    private void CheckObject(OldValues old, ObjectPlan limits, int block)
    {
        List<ObjectPlan> before = [.. old.Code.Where(instruction => instruction.Op == Op.Object).Select(instruction => oldProgram.Objects[instruction.A])];
        HashSet<string> required = new(before.SelectMany(plan => plan.Required.Select(place => plan.Names[place])), StringComparer.Ordinal);
        foreach (var place in limits.Required)
        {
            if (required.Contains(limits.Names[place])) continue;
            Add(Worst(old), block, "required", $"the property {RepairText.Name(limits.Names[place])} is required now");
        }
        CheckMemberCounts(old, before, required.Count, limits, block);
        if (limits.PropertyNames >= 0 && !before.Exists(plan => _equality.AreSame(plan.PropertyNames, limits.PropertyNames))) Add(SchemaCompatibilityVerdict.Unknown, block, "propertyNames", "the rules for names differ");

        HashSet<string> names = new(limits.Names.Names[..limits.DeclaredCount].ToArray(), StringComparer.Ordinal);
        foreach (var plan in before) names.UnionWith(plan.Names.Names[..plan.DeclaredCount].ToArray());
        foreach (var name in names.Order(StringComparer.Ordinal)) Below(name, () => CheckMember(name, before, limits, block));
        if (limits.Patterns.Length > 0 || before.Exists(plan => plan.Patterns.Length > 0)) CheckPatterns(before, limits, block);
        else Below("*", () => Check([.. before.Select(plan => plan.Additional)], limits.Additional));
    }

    private void CheckMemberCounts(OldValues old, List<ObjectPlan> before, int requiredCount, ObjectPlan limits, int block)
    {
        var min = Math.Max(requiredCount, before.Select(plan => plan.MinProperties).DefaultIfEmpty(0).Max());
        var max = before.Select(plan => plan is { IsClosed: true, Patterns: [] } ? Math.Min(plan.MaxProperties, plan.DeclaredCount) : plan.MaxProperties).DefaultIfEmpty(long.MaxValue).Min();
        if (limits.MinProperties > min) Add(Worst(old), block, "minProperties", $"at least {limits.MinProperties} properties are needed, and before {min}");
        if (limits.MaxProperties < max) Add(Worst(old), block, "maxProperties", max == long.MaxValue ? $"at most {limits.MaxProperties} properties are accepted, and before any number" : $"at most {limits.MaxProperties} properties are accepted, and before {max}");
    }

    private void CheckMember(string name, List<ObjectPlan> before, ObjectPlan limits, int block)
    {
        int[] old = [.. before.SelectMany(plan => BlocksOf(oldProgram, plan, name))];

        // A name that was closed out before cannot have been sent.
        if (new OldValues(oldProgram, old).IsNothing) return;
        var target = BlocksOf(newProgram, limits, name);
        if (!IsListed(newProgram, limits, name) && limits.IsClosed) Add(SchemaCompatibilityVerdict.Breaking, block, "additionalProperties", $"the property {RepairText.Name(name)} is no longer accepted");
        else foreach (var part in target) Check(old, part);
    }

    private static bool IsListed(SchemaProgram program, ObjectPlan plan, string name) =>
        plan.Names.Find(name) is var place && ((place >= 0 && place < plan.DeclaredCount) || Array.Exists(plan.Patterns, pattern => Matches(program, pattern, name)));

    private static List<int> BlocksOf(SchemaProgram program, ObjectPlan plan, string name)
    {
        List<int> blocks = [];
        var place = plan.Names.Find(name);
        if (place >= 0 && place < plan.DeclaredCount) blocks.Add(plan.Children[place]);
        blocks.AddRange(plan.Patterns.Where(pattern => Matches(program, pattern, name)).Select(pattern => pattern.Block));
        if (!IsListed(program, plan, name)) blocks.Add(plan.Additional);
        return blocks;
    }

    private static bool Matches(SchemaProgram program, PatternProperty pattern, string name)
    {
        var state = new EvaluationState(program.Limits);
        return pattern.Pattern.IsMatch(Encoding.UTF8.GetBytes(name), ref state);
    }

    // The same patterns sort all names alike; others leave open which rule a name falls under.
    private void CheckPatterns(List<ObjectPlan> before, ObjectPlan limits, int block)
    {
        if (before is not [var only] || !only.Patterns.Select(pattern => pattern.Pattern.Pattern).SequenceEqual(limits.Patterns.Select(pattern => pattern.Pattern.Pattern), StringComparer.Ordinal))
        {
            Add(SchemaCompatibilityVerdict.Unknown, block, "patternProperties", "the patterns of names differ");
            return;
        }
        for (var i = 0; i < only.Patterns.Length; i++)
        {
            var (old, target) = (only.Patterns[i].Block, limits.Patterns[i].Block);
            Below("*", () => Check([old], target));
        }
        Below("*", () => Check([only.Additional], limits.Additional));
    }
}
