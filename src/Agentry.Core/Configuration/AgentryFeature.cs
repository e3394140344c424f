using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>A feature without its options type.</summary>
public abstract class AgentryFeature
{
    private protected AgentryFeature()
    {
    }

    /// <summary>The feature's name: its configuration section, and its name in the pipeline.</summary>
    public abstract string Name { get; }

    internal abstract void Compose(FeatureComposition composition);
}

/// <summary>A feature that brings layers and options. Register it with <see cref="AgentryFeatureExtensions.AddFeature{TOptions}"/>.</summary>
/// <typeparam name="TOptions">A mutable class with DataAnnotations whose defaults are safe.</typeparam>
public abstract class AgentryFeature<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions> : AgentryFeature
    where TOptions : class, new()
{
    /// <summary>Binds a configuration section; implement it with <c>section.Bind(options)</c> in your own assembly, for the source generator.</summary>
    protected abstract void Bind(IConfiguration section, TOptions options);

    /// <summary>Checks the options; implement it with a validator made by <see cref="OptionsValidatorAttribute"/>.</summary>
    protected abstract ValidateOptionsResult Validate(string agentName, TOptions options);

    /// <summary>Puts the feature's layers into their stages. Called once per agent.</summary>
    protected abstract void Compose(PipelineLayers layers, TOptions options, FeatureContext context);

    internal sealed override void Compose(FeatureComposition composition)
    {
        ConfigurationErrors errors = composition.Errors;
        int before = errors.Count;
        var options = new TOptions();
        Run(composition.CodeForAll, options, errors);
        Bind(composition.AllSection, options, errors);
        Run(composition.CodeForAgent, options, errors);
        Bind(composition.AgentSection, options, errors);
        ValidateOptionsResult result = Validate(composition.AgentName, options);
        if (result.Failed)
            errors.AddRange(result.Failures.Select(f => $"agent '{composition.AgentName}', feature '{Name}': {f}"));

        // With options that are wrong the layers would only fail for the same reasons again.
        if (errors.Count > before)
            return;
        composition.Layers.Feature = Name;
        Compose(composition.Layers, options, new FeatureContext(composition.AgentName, composition.Services));
    }

    private void Run(IReadOnlyList<Delegate> code, TOptions options, ConfigurationErrors errors)
    {
        foreach (Delegate configure in code)
            errors.Guard($"options of feature '{Name}'", () => ((Action<TOptions>)configure)(options));
    }

    private void Bind(IConfigurationSection? section, TOptions options, ConfigurationErrors errors)
    {
        if (section?.Exists() != true)
            return;
        ConfigurationKeys.Check(section, ConfigurationKeys.Of<TOptions>(), errors);
        errors.Guard($"configuration '{section.Path}'", () => Bind(section, options));
    }
}
