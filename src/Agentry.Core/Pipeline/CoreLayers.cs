namespace Agentry;

/// <summary>The layers that no agent is without.</summary>
internal static class CoreLayers
{
    public const string Feature = "core";

    public static void Add(PipelineLayers layers, bool requireFinishReason)
    {
        layers.Feature = Feature;
        layers.Add(RunStage.AnswerContract, new AnswerContractLayer());
        layers.Add(ModelStage.Context, static inner => new WellFormedHistoryClient(inner));
        layers.Add(ModelStage.Timeout, inner => new CompleteReplyClient(inner, requireFinishReason));
        layers.Add(ToolStage.Permission, new PermissionLayer());
        layers.Add(ToolStage.Contract, new ContractLayer());
        layers.Add(ToolStage.Policy, new DuplicateGuardLayer());
        layers.Add(ToolStage.Limits, new CallLimitLayer());
        layers.Add(ToolStage.ResultContract, new ResultContractLayer());
        layers.Add(ToolStage.Ledger, new LedgerLayer());
        layers.Add(ToolStage.Timeout, new ToolTimeoutLayer());
    }
}
