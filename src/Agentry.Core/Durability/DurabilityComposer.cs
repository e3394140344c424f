using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Lays configuration over code for the durability options of a host.</summary>
internal static class DurabilityComposer
{
    public static DurabilityOptions Compose(AgentryRegistry registry)
    {
        var errors = new ConfigurationErrors();
        DurabilityOptions options = Compose(registry, errors);
        errors.ThrowIfAny();
        return options;
    }

    public static DurabilityOptions Compose(AgentryRegistry registry, ConfigurationErrors errors)
    {
        var options = new DurabilityOptions();
        foreach (Action<DurabilityOptions> configure in registry.Durability)
            errors.Guard("durability options", () => configure(options));
        if (registry.Section?.GetSection(OptionsComposer.Durability) is { } section && section.Exists())
        {
            ConfigurationKeys.Check(section, ConfigurationKeys.Of<DurabilityOptions>(), errors);
            errors.Guard($"configuration '{section.Path}'", () => section.Bind(options));
        }

        ValidateOptionsResult result = new DurabilityOptionsValidator().Validate(null, options);
        if (result.Failed)
            errors.AddRange(result.Failures.Select(f => $"durability: {f}"));
        else if (options.RenewInterval >= options.LeaseDuration)
            errors.Add($"durability: RenewEvery ({options.RenewInterval}) must be shorter than LeaseDuration ({options.LeaseDuration}).");
        return options;
    }
}
