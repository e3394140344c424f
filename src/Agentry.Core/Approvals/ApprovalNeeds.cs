namespace Agentry;

/// <summary>Collects, beside what the policies said, why people must be asked: a marker, the risk, what the model says of itself.</summary>
internal static class ApprovalNeeds
{
    public static void Collect(ToolCallContext context, DecisionOptions options)
    {
        ToolContract contract = context.Contract;
        if (contract.RequiresApproval)
            Add(context, "marker", "approval_required", "The tool is marked: each call needs a person.");
        switch (options.Handling.Of(context.Risk))
        {
            case RiskHandling.AsynchronousApproval:
                Add(context, "risk", "risk", $"The call is of {context.Risk.ToString().ToLowerInvariant()} risk.");
                break;
            case RiskHandling.SynchronousApproval:
                Add(context, "risk", "risk", $"The call is of {context.Risk.ToString().ToLowerInvariant()} risk.", holdsTurn: true);
                break;
            case RiskHandling.Notice:
                context.Run.Pipeline.Runtime.Logger.CallNoticed(contract.Name, context.CallId, context.Run.RunId.Value, context.Risk);
                break;
        }

        if (contract.AsksAssessment && contract.Effect != ToolEffect.ReadOnly)
            CollectAssessment(context, options);
    }

    private static void CollectAssessment(ToolCallContext context, DecisionOptions options)
    {
        if (context.Assessment is not { } said)
            Add(context, "assessment", "no_assessment", "The model did not say how sure it is.");
        else if (said.Flags.Count > 0)
            Add(context, "assessment", "flagged", "The model itself has doubts about the call.");
        else if (!context.Contract.Reversible && said.Confidence < options.MinConfidence)
            Add(context, "assessment", "low_confidence", "The model is not sure enough for an effect that cannot be undone.");
    }

    private static void Add(ToolCallContext context, string source, string code, string message, bool holdsTurn = false) =>
        context.AddNeed(new ApprovalNeed(new PolicyFinding(source, PolicyVerdict.RequireApproval, code, message), null, holdsTurn));
}
