namespace Agentry.JsonSchema;

/// <summary>The number keywords of one schema, fused so that a number is read once.</summary>
internal sealed class NumberPlan
{
    private readonly bool _isPlain;

    /// <summary>The keywords, in the order in which they are checked.</summary>
    public static readonly string[] Keywords = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"];

    public NumberPlan(params ReadOnlySpan<NumberConstant?> limits)
    {
        Minimum = limits[0];
        ExclusiveMinimum = limits[1];
        Maximum = limits[2];
        ExclusiveMaximum = limits[3];
        MultipleOf = limits[4];
        _isPlain = true;
        foreach (var limit in limits) _isPlain &= limit is null || limit.IsPlain;
    }

    public NumberConstant? Minimum { get; }

    public NumberConstant? ExclusiveMinimum { get; }

    public NumberConstant? Maximum { get; }

    public NumberConstant? ExclusiveMaximum { get; }

    public NumberConstant? MultipleOf { get; }

    public bool HasLimits => (Minimum ?? ExclusiveMinimum ?? Maximum ?? ExclusiveMaximum ?? MultipleOf) is not null;

    /// <summary>The keyword that does not hold for this number, or null.</summary>
    public string? FindFailure(ReadOnlySpan<byte> text)
    {
        if (_isPlain && PlainDecimal.TryRead(text, out var plain)) return FindPlainFailure(plain);
        var number = new JsonNumber(text);
        if (Minimum is not null && JsonNumber.Compare(number, Minimum.Value) < 0) return "minimum";
        if (ExclusiveMinimum is not null && JsonNumber.Compare(number, ExclusiveMinimum.Value) <= 0) return "exclusiveMinimum";
        if (Maximum is not null && JsonNumber.Compare(number, Maximum.Value) > 0) return "maximum";
        if (ExclusiveMaximum is not null && JsonNumber.Compare(number, ExclusiveMaximum.Value) >= 0) return "exclusiveMaximum";
        if (MultipleOf is not null && !MultipleOf.Divides(number)) return "multipleOf";
        return null;
    }

    private string? FindPlainFailure(PlainDecimal number)
    {
        if (Minimum is not null && PlainDecimal.Compare(number, Minimum.Plain) < 0) return "minimum";
        if (ExclusiveMinimum is not null && PlainDecimal.Compare(number, ExclusiveMinimum.Plain) <= 0) return "exclusiveMinimum";
        if (Maximum is not null && PlainDecimal.Compare(number, Maximum.Plain) > 0) return "maximum";
        if (ExclusiveMaximum is not null && PlainDecimal.Compare(number, ExclusiveMaximum.Plain) >= 0) return "exclusiveMaximum";
        if (MultipleOf is not null && !number.IsMultipleOf(MultipleOf.Plain)) return "multipleOf";
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
