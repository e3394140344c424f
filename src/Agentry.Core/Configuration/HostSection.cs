using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>A configuration section of the whole host, without its options type.</summary>
public abstract class HostSection
{
    private protected HostSection()
    {
    }

    /// <summary>The section's name under <c>Agentry</c>.</summary>
    public abstract string Name { get; }

    internal abstract object Compose(IReadOnlyList<Delegate> code, IConfigurationSection? section, ConfigurationErrors errors);
}

/// <summary>Options of the whole host, such as those of a store. Register it with <see cref="AgentryFeatureExtensions.AddHostOptions{TOptions}"/>.</summary>
/// <typeparam name="TOptions">A mutable class with DataAnnotations whose defaults are safe.</typeparam>
public abstract class HostSection<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions> : HostSection
    where TOptions : class, new()
{
    /// <summary>Binds the configuration section; implement it with <c>section.Bind(options)</c> in your own assembly, for the source generator.</summary>
    protected abstract void Bind(IConfiguration section, TOptions options);

    /// <summary>Checks the options; implement it with a validator made by <see cref="OptionsValidatorAttribute"/>.</summary>
    protected abstract ValidateOptionsResult Validate(TOptions options);

    internal sealed override object Compose(IReadOnlyList<Delegate> code, IConfigurationSection? section, ConfigurationErrors errors)
    {
        var options = new TOptions();
        foreach (Delegate configure in code)
            errors.Guard($"options of '{Name}'", () => ((Action<TOptions>)configure)(options));
        if (section?.Exists() == true)
        {
            ConfigurationKeys.Check(section, ConfigurationKeys.Of<TOptions>(), errors);
            errors.Guard($"configuration '{section.Path}'", () => Bind(section, options));
        }

        ValidateOptionsResult result = Validate(options);
        if (result.Failed)
            errors.AddRange(result.Failures.Select(f => $"{Name}: {f}"));
        return options;
    }
}
