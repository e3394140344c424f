namespace Agentry.JsonSchema;

/// <summary>The number keywords of one schema, fused so that a number is read once.</summary>
internal sealed class NumberPlan
{
    public NumberConstant? Minimum { get; init; }

    public NumberConstant? ExclusiveMinimum { get; init; }

    public NumberConstant? Maximum { get; init; }

    public NumberConstant? ExclusiveMaximum { get; init; }

    public NumberConstant? MultipleOf { get; init; }

    public bool HasLimits => (Minimum ?? ExclusiveMinimum ?? Maximum ?? ExclusiveMaximum ?? MultipleOf) is not null;

    /// <summary>The keyword that does not hold for this number, or null.</summary>
    public string? FindFailure(ReadOnlySpan<byte> text)
    {
        var number = new JsonNumber(text);
        if (Minimum is not null && JsonNumber.Compare(number, Minimum.Value) < 0) return "minimum";
        if (ExclusiveMinimum is not null && JsonNumber.Compare(number, ExclusiveMinimum.Value) <= 0) return "exclusiveMinimum";
        if (Maximum is not null && JsonNumber.Compare(number, Maximum.Value) > 0) return "maximum";
        if (ExclusiveMaximum is not null && JsonNumber.Compare(number, ExclusiveMaximum.Value) >= 0) return "exclusiveMaximum";
        if (MultipleOf is not null && !MultipleOf.Divides(number)) return "multipleOf";
        return null;
    }

    public NumberConstant? Limit(string keyword) => keyword switch
    {
        "minimum" => Minimum,
        "exclusiveMinimum" => ExclusiveMinimum,
        "maximum" => Maximum,
        "exclusiveMaximum" => ExclusiveMaximum,
        _ => MultipleOf,
    };
}
