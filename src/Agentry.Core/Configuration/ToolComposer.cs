using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace Agentry;

/// <summary>Makes the contracts of an agent's tools from what was registered and configured.</summary>
internal sealed partial class ToolComposer(IServiceProvider services, OptionsComposer options, ConfigurationErrors errors)
{
    /// <summary>Above this many tools models choose visibly worse; see <c>docs/tools.md</c>.</summary>
    public const int ManyTools = 20;

    private const int TooManyTools = 50;

    public IReadOnlyList<ToolContract> Compose(AgentRegistration agent, AgentOptions agentOptions)
    {
        Dictionary<string, ToolContract> contracts = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ToolRegistration tool in agent.Tools)
            errors.Guard($"a tool of agent '{agent.Name}'", () => Add(agent, tool, contracts, names));
        if (contracts.Count > TooManyTools && !agentOptions.AllowManyTools)
        {
            errors.Add($"agent '{agent.Name}' has {contracts.Count} tools, more than {TooManyTools}. Split it, or set AllowManyTools if you mean it.");
        }

        if (options.AgentSection(agent.Name)?.GetSection(OptionsComposer.Tools) is { } section)
            ConfigurationKeys.Check(section, names, errors, $"a tool of agent '{agent.Name}'");
        return [.. contracts.Values];
    }

    private void Add(AgentRegistration agent, ToolRegistration tool, Dictionary<string, ToolContract> contracts, HashSet<string> names)
    {
        AIFunction function = tool.Create(services);
        names.Add(function.Name);
        if (!ProviderName().IsMatch(function.Name))
        {
            errors.Add($"agent '{agent.Name}': the tool name '{function.Name}' is not accepted by model providers; use 1 to 64 letters, digits, '_' or '-'.");
            return;
        }

        try
        {
            var contract = ToolContract.Create(
                function, options.Compose(agent, function.Name, o => Declare(function, tool, o)), options.ValidatorOf(agent));
            if (!contracts.TryAdd(function.Name, contract))
                errors.Add($"agent '{agent.Name}' has two tools named '{function.Name}'; give one another name.");
        }
        catch (AgentryConfigurationException e)
        {
            errors.AddRange(e.Errors.Select(error => $"agent '{agent.Name}', {error}"));
        }
    }

    /// <summary>A child run is started under the call's key, so an agent as a tool is keyed unless the host says otherwise.</summary>
    private static void Declare(AIFunction function, ToolRegistration tool, ToolOptions options)
    {
        if (function.GetService<AgentFunction>() is not null)
            options.Effect = ToolEffect.Keyed;
        tool.Configure(options);
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ProviderName();
}
