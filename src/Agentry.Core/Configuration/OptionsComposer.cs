using System.Text.Json;
using Agentry.JsonSchema;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Lays the sources of an agent's own options over each other: all-code, all-configuration, agent-code, agent-configuration.</summary>
internal sealed class OptionsComposer(AgentryRegistry registry, ConfigurationErrors errors)
{
    public const string Defaults = "Defaults";
    public const string Agents = "Agents";
    public const string Tools = "Tools";
    public const string Durability = "Durability";

    public IConfigurationSection? AgentSection(string agent) => registry.Section?.GetSection($"{Agents}:{agent}");

    /// <summary>Makes the validators of an agent's contracts; null: ours.</summary>
    public Func<JsonElement, ISchemaValidator>? ValidatorOf(AgentRegistration agent) => agent.SchemaValidator ?? registry.All.SchemaValidator;

    public AgentOptions Compose(AgentRegistration agent)
    {
        var options = new AgentOptions();
        Run(registry.All.Options, options, "options of every agent");
        Bind(registry.Section?.GetSection(Defaults), options);
        Run(agent.Options, options, $"options of agent '{agent.Name}'");
        Bind(AgentSection(agent.Name), options);
        Report(new AgentOptionsValidator().Validate(agent.Name, options), $"agent '{agent.Name}'");
        return options;
    }

    public ToolOptions Compose(AgentRegistration agent, string tool, Action<ToolOptions> code)
    {
        var options = new ToolOptions();
        errors.Guard($"options of tool '{tool}' of agent '{agent.Name}'", () => code(options));
        if (AgentSection(agent.Name)?.GetSection($"{Tools}:{tool}") is { } section && section.Exists())
        {
            ConfigurationKeys.Check(section, ConfigurationKeys.Of<ToolOptions>(), errors);
            errors.Guard($"configuration '{section.Path}'", () => section.Bind(options));
        }

        Report(new ToolOptionsValidator().Validate(tool, options), $"tool '{tool}' of agent '{agent.Name}'");
        return options;
    }

    private void Run(List<Action<AgentOptions>> code, AgentOptions options, string thing)
    {
        foreach (Action<AgentOptions> configure in code)
            errors.Guard(thing, () => configure(options));
    }

    /// <summary>A value that cannot be read is one error of its source; the other sources are still looked at.</summary>
    private void Bind(IConfigurationSection? section, AgentOptions options)
    {
        if (section?.Exists() == true)
            errors.Guard($"configuration '{section.Path}'", () => section.Bind(options));
    }

    private void Report(ValidateOptionsResult result, string owner)
    {
        if (result.Failed)
            errors.AddRange(result.Failures.Select(f => $"{owner}: {f}"));
    }
}
