using System.Text;

namespace Agentry;

/// <summary>Writes the pipelines so that a person sees at a glance what runs and in which order.</summary>
internal static class PipelineDescription
{
    private const string Arrow = " > ";

    public static string Of(PipelineLayers layers)
    {
        ILookup<RunStage, string> run = layers.Run.ToLookup(l => l.Stage, l => l.Feature);
        ILookup<ModelStage, string> model = layers.Model.ToLookup(l => l.Stage, l => l.Feature);
        ILookup<ToolStage, string> tool = layers.Tool.ToLookup(l => l.Stage, l => l.Feature);
        return new StringBuilder()
            .Append("run    ").AppendJoin(Arrow, Stages(run, RunStage.Admission, RunStage.Observe, RunStage.InputGuardrail))
            .Append(Arrow).Append("[ loop ]").Append(Arrow)
            .AppendJoin(Arrow, Stages(run, RunStage.AnswerContract, RunStage.OutputGuardrail)).AppendLine()
            .Append("model  ").AppendJoin(Arrow, Stages(model, Enum.GetValues<ModelStage>())).AppendLine(" > (IChatClient)")
            .Append("tool   ").AppendJoin(Arrow, Stages(tool, [.. Enum.GetValues<ToolStage>().Where(s => !IsResult(s))])).AppendLine(" > (AIFunction)")
            .Append("back   ").AppendJoin(Arrow, Stages(tool, ToolStage.ResultContract, ToolStage.Provenance, ToolStage.ResultGuardrail))
            .ToString();
    }

    private static bool IsResult(ToolStage stage) =>
        stage is ToolStage.ResultGuardrail or ToolStage.Provenance or ToolStage.ResultContract;

    private static IEnumerable<string> Stages<TStage>(ILookup<TStage, string> layers, params TStage[] stages)
        where TStage : struct, Enum =>
        stages.Select(stage => layers.Contains(stage) ? $"{stage}: {string.Join(" + ", layers[stage])}" : $"({stage})");
}
