namespace Agentry.JsonSchema;

/// <summary>What a plan asks of one string, number or literal, given as text.</summary>
internal static class ScalarCheck
{
    /// <summary>Whether the body of a string matches.</summary>
    public static bool TakesText(ScanPlan plan, ReadOnlySpan<byte> raw, bool isEscaped, ref EvaluationState state)
    {
        foreach (var constants in plan.Constants)
        {
            if ((isEscaped ? constants.Strings.FindRaw(raw) : constants.Strings.Find(raw)) < 0) return false;
        }
        if (plan.Text is null) return true;
        return isEscaped ? TakesEscaped(plan.Text, raw, ref state) : Takes(plan.Text, raw, ref state);
    }

    /// <summary>Whether a number is of the type and matches.</summary>
    public static bool TakesNumber(ScanPlan plan, ReadOnlySpan<byte> raw, ref EvaluationState state)
    {
        if ((plan.Types & NodeKind.Number) == NodeKind.Unsupported
            && ((plan.Types & NodeKind.Integer) == NodeKind.Unsupported || !state.Admit(raw) || !JsonNumber.IsIntegerText(raw)))
        {
            return false;
        }
        foreach (var constants in plan.Constants)
        {
            if (!Contains(constants, NodeKind.Number, raw, ref state)) return false;
        }
        return plan.Number is null || (state.Admit(raw) && plan.Number.FindFailure(raw) is null);
    }

    /// <summary>Whether one of <c>true</c>, <c>false</c> and <c>null</c> is of the type and matches.</summary>
    public static bool TakesLiteral(ScanPlan plan, NodeKind kind, ReadOnlySpan<byte> raw, ref EvaluationState state)
    {
        if ((plan.Types & kind) == NodeKind.Unsupported) return false;
        foreach (var constants in plan.Constants)
        {
            if (!Contains(constants, kind, raw, ref state)) return false;
        }
        return true;
    }

    private static bool Takes(StringPlan plan, ReadOnlySpan<byte> text, ref EvaluationState state) =>
        state.AdmitBytes(text.Length) && plan.FindFailure(text, ref state) is null;

    private static bool TakesEscaped(StringPlan plan, ReadOnlySpan<byte> raw, ref EvaluationState state)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        try
        {
            var text = buffer.Reserve(raw.Length);
            return Takes(plan, text[..JsonText.Unescape(raw, text)], ref state);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private static bool Contains(ConstantSet constants, NodeKind kind, ReadOnlySpan<byte> raw, ref EvaluationState state) =>
        constants.Contains<TokenNode, NoMembers<TokenNode>, NoItems<TokenNode>>(new TokenNode(kind, raw, raw is [(byte)'t', ..]), kind, ref state, 0);
}
