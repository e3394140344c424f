using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry;

/// <summary>Finds the clients of <see cref="ResilienceOptions.FailoverTo"/>.</summary>
internal static class FailoverTargets
{
    /// <exception cref="AgentryConfigurationException">A key is unknown, named twice, or an agent's own pipeline.</exception>
    public static IReadOnlyList<(string Key, IChatClient Client)> Find(IList<string> keys, FeatureContext context)
    {
        List<string> errors = [];
        List<(string, IChatClient)> found = [];
        foreach (string key in keys)
        {
            if (keys.Count(k => k == key) > 1)
                errors.Add($"agent '{context.AgentName}': FailoverTo names '{key}' more than once.");
            else if (key.StartsWith(AgentryNames.ChatClient(""), StringComparison.Ordinal))
                errors.Add($"agent '{context.AgentName}': FailoverTo names '{key}', the pipeline of an agent. Name the client of a model.");
            else if (context.Services.GetKeyedService<IChatClient>(key) is { } client)
                found.Add((key, client));
            else
                errors.Add($"agent '{context.AgentName}': FailoverTo names the IChatClient '{key}', which is not registered. Register it with AddKeyedSingleton<IChatClient>(\"{key}\", ...).");
        }

        return errors.Count == 0 ? found : throw new AgentryConfigurationException([.. errors.Distinct(StringComparer.Ordinal)]);
    }
}
