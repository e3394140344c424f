using System.Text;

namespace Agentry.JsonSchema;

internal sealed partial class InclusionCheck
{
    // Texts on which a new pattern or format is tried; one that the old rules take and the new ones do not is a proof.
    private static readonly byte[][] Samples = [.. new[] { "", "a", "A", "0", " ", "-", "é", "\n", "aa", "00", "abc", "123", "Abc-123", "a b c" }.Select(Encoding.UTF8.GetBytes), new byte[300]];

    private void CheckListed(OldValues old, int block, Instruction instruction)
    {
        // Where only one kind can be listed, the types have said it already.
        if (old.Code.Exists(other => other.Op is Op.Enum or Op.Const)) return;
        Add(Worst(old), block, instruction.Op == Op.Const ? "const" : "enum", "only the listed values are accepted, and before any were");
    }

    private void CheckNumber(OldValues old, NumberPlan limits, int block)
    {
        List<NumberPlan> before = [.. old.Code.Where(instruction => instruction.Op == Op.Number).Select(instruction => oldProgram.Numbers[instruction.A])];
        foreach (var keyword in NumberPlan.Keywords)
        {
            if (limits.Limit(keyword) is not { } limit || before.Exists(plan => Implies(plan, keyword, limit)) || (keyword == "multipleOf" && old.HasOnlyIntegers && limit.Divides(new JsonNumber("1"u8)))) continue;

            // Between two integers there is room for bounds that mean the same.
            var isUnclear = old.HasOnlyIntegers && before.Exists(plan => plan.HasLimits);
            Add(isUnclear ? SchemaCompatibilityVerdict.Unknown : Worst(old), block, keyword, $"'{keyword}' is {limit}, and before it was {Before(before, keyword)}");
        }
    }

    private static bool Implies(NumberPlan before, string keyword, NumberConstant limit) => keyword switch
    {
        "minimum" => IsAtLeast(before.Minimum, limit, orEqual: true) || IsAtLeast(before.ExclusiveMinimum, limit, orEqual: true),
        "exclusiveMinimum" => IsAtLeast(before.Minimum, limit, orEqual: false) || IsAtLeast(before.ExclusiveMinimum, limit, orEqual: true),
        "maximum" => IsAtLeast(limit, before.Maximum, orEqual: true) || IsAtLeast(limit, before.ExclusiveMaximum, orEqual: true),
        "exclusiveMaximum" => IsAtLeast(limit, before.Maximum, orEqual: false) || IsAtLeast(limit, before.ExclusiveMaximum, orEqual: true),
        _ => before.MultipleOf is { } divisor && limit.Divides(divisor.Value),
    };

    private static bool IsAtLeast(NumberConstant? larger, NumberConstant? smaller, bool orEqual) =>
        larger is not null && smaller is not null && JsonNumber.Compare(larger.Value, smaller.Value) is var order && (order > 0 || (orEqual && order == 0));

    private static string Before(List<NumberPlan> before, string keyword) => before.Select(plan => plan.Limit(keyword)).FirstOrDefault(limit => limit is not null)?.ToString() ?? "absent";

    private void CheckString(OldValues old, StringPlan limits, int block)
    {
        List<StringPlan> before = [.. old.Code.Where(instruction => instruction.Op == Op.String).Select(instruction => oldProgram.Strings[instruction.A])];
        var min = before.Select(plan => plan.MinLength).DefaultIfEmpty(0).Max();
        var max = before.Select(plan => plan.MaxLength).DefaultIfEmpty(long.MaxValue).Min();
        var hasRules = before.Exists(plan => plan.Pattern is not null || plan.Format != StringFormat.None);
        var worst = hasRules ? SchemaCompatibilityVerdict.Unknown : Worst(old);
        if (limits.MinLength > min) Add(worst, block, "minLength", $"at least {limits.MinLength} characters are needed, and before {min}");
        if (limits.MaxLength < max) Add(worst, block, "maxLength", max == long.MaxValue ? $"at most {limits.MaxLength} characters are accepted, and before any number" : $"at most {limits.MaxLength} characters are accepted, and before {max}");
        var isOtherPattern = limits.Pattern is { } pattern && !before.Exists(plan => plan.Pattern?.Pattern == pattern.Pattern);
        var isOtherFormat = limits.Format != StringFormat.None && !before.Exists(plan => plan.Format == limits.Format);
        if (!isOtherPattern && !isOtherFormat) return;
        var keyword = isOtherPattern ? "pattern" : "format";
        var isProven = !old.HasConditions && Array.Exists(Samples, sample => before.TrueForAll(plan => Takes(oldProgram, plan, sample)) && !TakesRules(limits, sample));
        Add(
            isProven ? SchemaCompatibilityVerdict.Breaking : SchemaCompatibilityVerdict.Unknown, block, keyword,
            isProven ? $"texts have to match a '{keyword}' that they did not have to match before" : $"the '{keyword}' differs, and whether it takes all that was accepted cannot be told");
    }

    private static bool Takes(SchemaProgram program, StringPlan plan, byte[] text)
    {
        var state = new EvaluationState(program.Limits);
        return plan.FindFailure(text, ref state) is null && !state.HasFault;
    }

    private bool TakesRules(StringPlan plan, byte[] text)
    {
        var state = new EvaluationState(newProgram.Limits);
        return (plan.Pattern is null || plan.Pattern.IsMatch(text, ref state) || state.HasFault) && (plan.Format == StringFormat.None || FormatCheck.IsMatch(plan.Format, text));
    }
}
