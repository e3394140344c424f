namespace Agentry.JsonSchema;

/// <summary>Checks a parsed value: by its text where the program allows that and the text is plain, otherwise node by node.</summary>
internal static class ElementCheck
{
    public static bool Run(SchemaProgram program, ElementNode node, ref EvaluationState state)
    {
        var text = node.RawText;
        if (!state.AdmitBytes(text.Length)) return false;
        if (program.Plans is { } plans)
        {
            var isValid = new Scanner(program, ref state, text).Run(plans[program.Root], 0);
            if (state.Fault != EvaluationFault.NotScannable) return isValid && !state.HasFault;
            state = new EvaluationState(program.Limits);
        }
        return new Evaluator<ElementNode, ElementMembers, ElementItems>(program, ref state).Run(program.Root, node, 0) && !state.HasFault;
    }
}
