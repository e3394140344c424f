using System.Globalization;

namespace Agentry.JsonSchema;

internal ref partial struct ProblemCollector<TNode, TMembers, TItems>
{
    private readonly void CollectConstants(in Instruction instruction, int block, TNode node, NodeKind kind, int depth)
    {
        if (_evaluator.Check(instruction, node, kind, depth) || _evaluator.State.HasFault) return;
        AddConstants(_program.Constants[instruction.A], block, instruction.Op == Op.Const ? "const" : "enum", node, kind);
    }

    private readonly void AddConstants(ConstantSet constants, int block, string keyword, TNode node, NodeKind kind)
    {
        var text = kind == NodeKind.String ? ReadText(node) : null;
        Add(block, keyword, Expectation.OfConstants(constants.Values), Show(node), RepairText.ForConstants(_pointer.ToString(), constants, text));
    }

    private static string ReadText(TNode node)
    {
        var buffer = new Utf8Buffer(stackalloc byte[Utf8Buffer.StackSize]);
        var text = JsonText.ToText(ShortText.Cut(TNode.GetText(node, ref buffer), 128));
        buffer.Dispose();
        return text;
    }

    private readonly void CollectNumber(NumberPlan plan, int block, TNode node)
    {
        var keyword = _evaluator.FindNumberFailure(plan, node);
        if (keyword is null || _evaluator.State.HasFault) return;
        var limit = plan.Limit(keyword);
        var expected = keyword switch
        {
            "minimum" => $"at least {limit}",
            "exclusiveMinimum" => $"more than {limit}",
            "maximum" => $"at most {limit}",
            "exclusiveMaximum" => $"less than {limit}",
            _ => $"a multiple of {limit}",
        };
        Add(block, keyword, expected, Show(node), $"send {expected} for {Subject()}");
    }

    private readonly void CollectString(StringPlan plan, int block, TNode node)
    {
        var keyword = _evaluator.FindStringFailure(plan, node);
        if (keyword is null || _evaluator.State.HasFault) return;
        var (expected, verb) = keyword switch
        {
            "minLength" => (Amount("at least", plan.MinLength, "character"), "lengthen"),
            "maxLength" => (Amount("at most", plan.MaxLength, "character"), "shorten"),
            "format" => (FormatCheck.Describe(plan.Format), ""),
            _ => ($"text matching {ShortText.Cut(plan.Pattern!.Pattern, 120)}", ""),
        };
        Add(block, keyword, expected, Show(node), verb.Length > 0 ? $"{verb} {Subject()} to {expected}" : $"send {expected} for {Subject()}");
    }

    private readonly void CollectNot(in Instruction instruction, int block, TNode node, NodeKind kind, int depth)
    {
        if (_evaluator.Check(instruction, node, kind, depth) || _evaluator.State.HasFault) return;
        var excluded = Expectation.OfBlock(_program, instruction.A);
        var expected = excluded is "any value" or "object" or "array" ? "a value that the schema under \"not\" does not match" : $"anything but {excluded}";
        Add(block, "not", expected, Show(node), $"send {expected} for {Subject()}");
    }

    private readonly void CollectIf(in Instruction instruction, int block, TNode node, int depth)
    {
        var holds = _evaluator.Run(instruction.A, node, depth);
        if (_evaluator.State.HasFault) return;
        var next = holds ? instruction.B : instruction.C;
        var keyword = holds ? "then" : "else";
        if (next >= 0) Collect(next, node, depth, new SchemaStep(block, keyword), keyword);
    }

    // "at least 2 items"
    private static string Amount(string relation, long count, string unit) => $"{relation} {Amount(count, unit)}";

    private static string Amount(long count, string unit)
    {
        var units = count == 1 ? unit : unit == "property" ? "properties" : unit + "s";
        return string.Create(CultureInfo.InvariantCulture, $"{count} {units}");
    }
}
