using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agentry;

/// <summary>The composed layers of one agent: what <see cref="Agent"/>, <see cref="GuardedChatClient"/> and <see cref="GuardedFunction"/> run through.</summary>
/// <remarks>Immutable and thread-safe. Resolve it from the services under the agent's name, or take <see cref="Agent.Pipeline"/>.</remarks>
public sealed class AgentPipeline
{
    private readonly PipelineLayers _layers;

    internal AgentPipeline(
        string agentName,
        PipelineLayers layers,
        AgentryRuntime runtime,
        AgentOptions options,
        Func<JsonElement, ISchemaValidator>? schemaValidator = null)
    {
        AgentName = agentName;
        _layers = layers;
        Runtime = runtime;
        Runs = new AgentRuns(runtime);
        Options = options;
        SchemaValidator = schemaValidator;
        Answers = new AnswerContracts(schemaValidator);
        Tool = ComposeTool(layers.Tool, ToolInvoker.InvokeAsync);
        Back = ComposeTool(
            layers.Tool.Where(l => l.Stage is ToolStage.ResultGuardrail or ToolStage.Provenance or ToolStage.ResultContract),
            static (context, _) => new ValueTask<ToolOutcome>(context.Recorded!));
        HasBudgets = layers.Model.Any(l => l.Feature == BudgetFeature.FeatureName);
        HoldsText = layers.Run.Any(l => l.Feature != CoreLayers.Feature && l.Stage is RunStage.OutputGuardrail or RunStage.AnswerContract);
    }

    /// <summary>The agent's name.</summary>
    public string AgentName { get; }

    /// <summary>The runs kept where this pipeline keeps its own: with services the same as the singleton <see cref="AgentRuns"/>.</summary>
    public AgentRuns Runs { get; }

    internal AgentryRuntime Runtime { get; }

    internal AgentOptions Options { get; }

    internal ToolCallDelegate Tool { get; }

    /// <summary>The way back alone, for a result that did not come out of the tool just now: what is recorded passes the checks behind the tool.</summary>
    internal ToolCallDelegate Back { get; }

    /// <summary>Makes the validators of contracts; null: ours.</summary>
    internal Func<JsonElement, ISchemaValidator>? SchemaValidator { get; }

    internal AnswerContracts Answers { get; }

    /// <summary>True when every model call is charged to its run's budget.</summary>
    internal bool HasBudgets { get; }

    /// <summary>True when streamed text must wait for checks of the whole answer.</summary>
    internal bool HoldsText { get; }

    /// <summary>The layers that no agent is without, for hosts without dependency injection. With services, resolve the pipeline of an agent instead.</summary>
    /// <param name="name">The name under which runs are logged.</param>
    /// <param name="store">Where runs are kept; by default a new <see cref="InMemoryRunStore"/>.</param>
    /// <param name="time">The clock; by default the system's.</param>
    /// <param name="decisions">Sets rules and risk handling. A foreign loop cannot wait: what needs a person is refused.</param>
    /// <param name="schemaValidator">Makes the validators of tool contracts, as <see cref="ContractBuilderExtensions.UseSchemaValidator"/> does with services.</param>
    /// <exception cref="AgentryConfigurationException">A rule cannot be used.</exception>
    public static AgentPipeline Create(
        string name,
        RunStore? store = null,
        TimeProvider? time = null,
        Action<DecisionOptions>? decisions = null,
        Func<JsonElement, ISchemaValidator>? schemaValidator = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        time ??= TimeProvider.System;
        var options = new AgentOptions();
        var layers = new PipelineLayers();
        CoreLayers.Add(layers, options.RequireFinishReason);
        var deciding = new DecisionOptions();
        decisions?.Invoke(deciding);
        DecisionLayers.Add(layers, deciding, NoServices.Instance);
        var runtime = new AgentryRuntime(
            NoServices.Instance, store ?? new InMemoryRunStore(), time, new IdSource(time), NullLogger.Instance, null);
        return new AgentPipeline(name, layers, runtime, options, schemaValidator);
    }

    /// <summary>The three pipelines as text, one line each, outermost stage first; empty stages in parentheses.</summary>
    public string Describe() => PipelineDescription.Of(_layers);

    internal IChatClient ComposeModel(IChatClient inner)
    {
        Func<IChatClient, ModelTarget, IChatClient>[] wraps = [.. _layers.Model.Select(l => l.Wrap)];
        return ComposeModel(wraps, 0, inner, null);
    }

    internal RunDelegate ComposeRun(RunDelegate loop)
    {
        RunDelegate next = loop;
        foreach ((_, _, IRunLayer layer) in _layers.Run.Reverse())
        {
            RunDelegate inner = next;
            next = (context, cancellationToken) => layer.InvokeAsync(context, inner, cancellationToken);
        }

        return next;
    }

    private static IChatClient ComposeModel(
        Func<IChatClient, ModelTarget, IChatClient>[] wraps, int from, IChatClient client, string? serviceKey)
    {
        IChatClient composed = client;
        for (int i = wraps.Length - 1; i >= from; i--)
        {
            int further = i + 1;
            composed = wraps[i](composed, new ModelTarget(client, serviceKey, t => ComposeModel(wraps, further, t.Client, t.ServiceKey)));
        }

        return composed;
    }

    private static ToolCallDelegate ComposeTool(IEnumerable<(ToolStage Stage, string Feature, IToolLayer Layer)> layers, ToolCallDelegate end)
    {
        ToolCallDelegate next = end;
        foreach ((_, _, IToolLayer layer) in layers.Reverse())
        {
            ToolCallDelegate inner = next;
            next = (context, cancellationToken) => layer.InvokeAsync(context, inner, cancellationToken);
        }

        return next;
    }
}
