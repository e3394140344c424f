using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>Composes the agents, all together and once: at the host's start or at the first resolve, whichever comes first.</summary>
internal sealed class AgentCatalog
{
    private readonly IServiceProvider _services;
    private readonly AgentryRegistry _registry;
    private readonly IServiceCollection _descriptors;
    private readonly Dictionary<string, Agent> _agents = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private Dictionary<string, AgentDefinition>? _definitions;
    private AgentryConfigurationException? _failure;
    private bool _isComposing;

    public AgentCatalog(IServiceProvider services, AgentryRegistry registry, IServiceCollection descriptors)
    {
        _services = services;
        _registry = registry;
        _descriptors = descriptors;
    }

    /// <summary>The agents of this host.</summary>
    public IReadOnlyCollection<string> Names => [.. _registry.Agents.Select(a => a.Name)];

    public void ComposeAll() => _ = Definitions();

    /// <summary>
    /// The agent, composed, unless composing is under way: then it was asked for to be another one's tool, or by a thread that may hold locks of
    /// the container which composing needs, and takes its definition at its first use.
    /// </summary>
    public Agent Get(string name)
    {
        if (Monitor.TryEnter(_gate))
        {
            try
            {
                if (!_isComposing)
                    ComposeAll();
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        }

        lock (_agents)
        {
            if (!_agents.TryGetValue(name, out Agent? agent))
                _agents[name] = agent = new Agent(name, () => Definitions(name)[name]);
            return agent;
        }
    }

    public Agent Only() => _registry.Agents.Count == 1
        ? Get(_registry.Agents.Single().Name)
        : throw new AgentryConfigurationException(
            [$"An Agent without a key was asked for, and {_registry.Agents.Count} agents are registered. Ask for one by its name: GetRequiredKeyedService<Agent>(\"name\")."]);

    private Dictionary<string, AgentDefinition> Definitions(string? asked = null)
    {
        if (Volatile.Read(ref _definitions) is { } composed)
            return composed;
        lock (_gate)
        {
            if (_isComposing)
                throw new AgentryConfigurationException([$"{(asked is null ? "an agent" : $"agent '{asked}'")} was used while the agents are composed; a tool's factory may only call its AsTool."]);
            if (_failure is not null)
                throw _failure;
            _isComposing = true;
            try
            {
                return _definitions ??= Compose();
            }
            catch (AgentryConfigurationException e)
            {
                _failure = e;
                throw;
            }
            finally
            {
                _isComposing = false;
            }
        }
    }

    private Dictionary<string, AgentDefinition> Compose()
    {
        var errors = new ConfigurationErrors();
        CheckKeys(errors);
        DurabilityComposer.Compose(_registry, errors);
        foreach (HostSectionRegistration section in _registry.HostSections.Values)
            section.Compose(_registry.Section, errors);
        var options = new OptionsComposer(_registry, errors);
        Dictionary<string, AgentDefinition> definitions = new(StringComparer.Ordinal);
        foreach (AgentRegistration agent in _registry.Agents)
        {
            errors.Guard($"agent '{agent.Name}'", () =>
            {
                if (Compose(agent, options, errors) is { } definition)
                    definitions[agent.Name] = definition;
            });
        }

        errors.ThrowIfAny();
        foreach (AgentDefinition definition in definitions.Values)
            Announce(definition);
        WarnOfForgetfulStore(definitions.Values);
        return definitions;
    }

    private AgentDefinition? Compose(AgentRegistration agent, OptionsComposer composer, ConfigurationErrors errors)
    {
        AgentOptions options = composer.Compose(agent);
        IReadOnlyList<ToolContract> tools = new ToolComposer(_services, composer, errors).Compose(agent, options);
        var layers = new PipelineLayers();
        CoreLayers.Add(layers, options.RequireFinishReason);
        foreach (string name in _registry.All.Features.Keys.Union(agent.Features.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
            errors.Guard($"feature '{name}' of agent '{agent.Name}'", () => Compose(name, agent, layers, errors));
        if (options.Limits.MaxCost is not null && !layers.Model.Any(l => l.Feature == BudgetFeature.FeatureName))
            errors.Add($"agent '{agent.Name}' has MaxCost and no budgets to hold it to that. Add them with AddBudgets().");
        IChatClient? model = Model(agent, errors);
        if (_descriptors.Count(d => d.ServiceType == typeof(IChatClient) && Equals(d.ServiceKey, AgentryNames.ChatClient(agent.Name))) > 1)
            errors.Add($"another keyed IChatClient is registered under '{AgentryNames.ChatClient(agent.Name)}', the key of agent '{agent.Name}'. Remove it or rename the agent.");
        return errors.Count > 0 || model is null
            ? null
            : new AgentDefinition(
                new AgentPipeline(agent.Name, layers, _services.GetRequiredService<AgentryRuntime>(), options, composer.ValidatorOf(agent)),
                model,
                new ToolSet(tools),
                agent.ChatOptions);
    }

    private void Compose(string name, AgentRegistration agent, PipelineLayers layers, ConfigurationErrors errors)
    {
        FeatureRegistration? all = _registry.All.Features.GetValueOrDefault(name);
        FeatureRegistration? own = agent.Features.GetValueOrDefault(name);
        AgentryFeature feature = all is null ? own!.Feature : own is null ? all.Feature : FeatureRegistration.Merge(all.Feature, own.Feature);
        feature.Compose(new FeatureComposition
        {
            AgentName = agent.Name,
            Services = _services,
            Layers = layers,
            Errors = errors,
            CodeForAll = all?.Code ?? [],
            CodeForAgent = own?.Code ?? [],
            AllSection = _registry.Section?.GetSection(name),
            AgentSection = _registry.Section?.GetSection($"{OptionsComposer.Agents}:{agent.Name}:{name}"),
        });
    }

    private IChatClient? Model(AgentRegistration agent, ConfigurationErrors errors)
    {
        if (agent.ChatClient is { } create)
            return create(_services);
        IChatClient? model = agent.ChatClientKey is { } key
            ? _services.GetKeyedService<IChatClient>(key)
            : _services.GetService<IChatClient>();
        if (model is null)
        {
            errors.Add(agent.ChatClientKey is null
                ? $"agent '{agent.Name}' has no model: register an IChatClient, or name one with WithChatClient."
                : $"agent '{agent.Name}' asks for the IChatClient '{agent.ChatClientKey}', which is not registered.");
        }

        return model;
    }

    private void CheckKeys(ConfigurationErrors errors)
    {
        if (_registry.Section is not { } root)
            return;
        IEnumerable<string> features = _registry.All.Features.Keys.Union(_registry.Agents.SelectMany(a => a.Features.Keys), StringComparer.Ordinal);
        ConfigurationKeys.Check(
            root,
            [.. features, .. _registry.HostSections.Keys, OptionsComposer.Agents, OptionsComposer.Defaults, OptionsComposer.Durability],
            errors,
            "an added feature (nor 'Agents', 'Defaults' or 'Durability')");
        CheckOptionKeys(root.GetSection(OptionsComposer.Defaults), [], errors, "an option");
        ConfigurationKeys.Check(root.GetSection(OptionsComposer.Agents), _registry.Agents.Select(a => a.Name), errors, "a registered agent");
        foreach (AgentRegistration agent in _registry.Agents)
        {
            IEnumerable<string> own = _registry.All.Features.Keys.Union(agent.Features.Keys, StringComparer.Ordinal);
            CheckOptionKeys(
                root.GetSection($"{OptionsComposer.Agents}:{agent.Name}"), [.. own, OptionsComposer.Tools], errors, "an option or a feature of the agent");
        }
    }

    private static void CheckOptionKeys(IConfigurationSection section, IEnumerable<string> others, ConfigurationErrors errors, string kind)
    {
        ConfigurationKeys.Check(section, [.. ConfigurationKeys.Of<AgentOptions>(), .. others], errors, kind);
        ConfigurationKeys.Check(section.GetSection(nameof(AgentOptions.Limits)), ConfigurationKeys.Of<RunLimits>(), errors, "a limit");
    }

    private static void Announce(AgentDefinition agent)
    {
        AgentryRuntime runtime = agent.Runtime;
        runtime.Logger.AgentReady(agent.Name, agent.Version, agent.Pipeline.Describe());
        StrictModeReport.Write(agent);
        IReadOnlyList<ToolContract> tools = agent.Tools.All;
        if (tools.Count > ToolComposer.ManyTools)
        {
            int bytes = tools.Sum(t => t.Name.Length + t.Description.Length + Encoding.UTF8.GetByteCount(t.Function.JsonSchema.GetRawText()));
            runtime.Logger.ManyTools(agent.Name, tools.Count, bytes);
        }
    }

    private static void WarnOfForgetfulStore(IEnumerable<AgentDefinition> agents)
    {
        AgentDefinition[] risky = [.. agents.Where(a => !a.Runtime.Store.IsDurable && a.Tools.All.Any(t => t.Effect != ToolEffect.ReadOnly))];
        if (risky.Length > 0)
            risky[0].Runtime.Logger.StoreNotDurable(string.Join(", ", risky.Select(a => a.Name)));
    }
}
