using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Where a feature puts its layers, while an agent's pipelines are composed.</summary>
/// <remarks>Stages decide the order, not the order of the calls. A feature has at most one layer in a stage.</remarks>
public sealed class PipelineLayers
{
    private readonly SortedDictionary<(RunStage Stage, int Rank, string Feature), IRunLayer> _run = new(Order<RunStage>());
    private readonly SortedDictionary<(ModelStage Stage, int Rank, string Feature), Func<IChatClient, ModelTarget, IChatClient>> _model = new(Order<ModelStage>());
    private readonly SortedDictionary<(ToolStage Stage, int Rank, string Feature), IToolLayer> _tool = new(Order<ToolStage>());

    internal PipelineLayers()
    {
    }

    internal string Feature { get; set; } = CoreLayers.Feature;

    internal IEnumerable<(RunStage Stage, string Feature, IRunLayer Layer)> Run => _run.Select(l => (l.Key.Stage, l.Key.Feature, l.Value));

    internal IEnumerable<(ModelStage Stage, string Feature, Func<IChatClient, ModelTarget, IChatClient> Wrap)> Model =>
        _model.Select(l => (l.Key.Stage, l.Key.Feature, l.Value));

    internal IEnumerable<(ToolStage Stage, string Feature, IToolLayer Layer)> Tool => _tool.Select(l => (l.Key.Stage, l.Key.Feature, l.Value));

    /// <summary>Puts a layer around runs.</summary>
    public void Add(RunStage stage, IRunLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Add(_run, (stage, stage == RunStage.AnswerContract ? -Rank : Rank, Feature), layer);
    }

    /// <summary>Puts a layer around model calls. A function that has nothing to add returns the client it was given.</summary>
    public void Add(ModelStage stage, Func<IChatClient, IChatClient> wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        Add(stage, (inner, _) => wrap(inner));
    }

    /// <summary>Puts a layer around model calls that needs to know the model, or chooses among several.</summary>
    public void Add(ModelStage stage, Func<IChatClient, ModelTarget, IChatClient> wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        Add(_model, (stage, Rank, Feature), wrap);
    }

    /// <summary>Puts a layer around tool calls.</summary>
    public void Add(ToolStage stage, IToolLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Add(_tool, (stage, Rank, Feature), layer);
    }

    /// <summary>
    /// Core's own layer is the outermost of a stage; of the answer contract the innermost, because it may go through the loop again, and the layers
    /// of others are called once.
    /// </summary>
    private int Rank => Feature == CoreLayers.Feature ? 0 : 1;

    private static void Add<TStage, TLayer>(
        SortedDictionary<(TStage Stage, int Rank, string Feature), TLayer> layers, (TStage Stage, int Rank, string Feature) key, TLayer layer)
    {
        if (!layers.TryAdd(key, layer))
            throw new AgentryConfigurationException([$"'{key.Feature}' has two layers in the stage {key.Stage}; a stage holds one layer per feature."]);
    }

    private static Comparer<(TStage Stage, int Rank, string Feature)> Order<TStage>()
        where TStage : struct, Enum =>
        Comparer<(TStage Stage, int Rank, string Feature)>.Create((a, b) =>
        {
            int byStage = Comparer<TStage>.Default.Compare(a.Stage, b.Stage);
            if (byStage != 0)
                return byStage;
            return a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : string.CompareOrdinal(a.Feature, b.Feature);
        });
}
