using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>The decisions of an agent as a feature that every agent has: that gives its options the same sources as any other's.</summary>
internal sealed class DecisionFeature : AgentryFeature<DecisionOptions>
{
    public const string Section = "Decisions";

    public override string Name => Section;

    protected override void Bind(IConfiguration section, DecisionOptions options)
    {
        var errors = new ConfigurationErrors();
        ConfigurationKeys.Check(section.GetSection(nameof(DecisionOptions.Handling)), ConfigurationKeys.Of<RiskHandlingOptions>(), errors, "a risk tier");
        ConfigurationKeys.Check(section.GetSection(nameof(DecisionOptions.Approval)), ConfigurationKeys.Of<ApprovalOptions>(), errors);
        ConfigurationKeys.Check(section.GetSection(nameof(DecisionOptions.Admission)), ConfigurationKeys.Of<AdmissionOptions>(), errors);
        foreach (IConfigurationSection rate in section.GetSection($"{nameof(DecisionOptions.Admission)}:{nameof(AdmissionOptions.Rates)}").GetChildren())
            ConfigurationKeys.Check(rate, ConfigurationKeys.Of<RateOptions>(), errors, "a part of a rate");
        foreach (IConfigurationSection rule in section.GetSection(nameof(DecisionOptions.Rules)).GetChildren())
            ConfigurationKeys.Check(rule, ConfigurationKeys.Of<PolicyRule>(), errors, "a part of a rule");
        errors.ThrowIfAny();
        section.Bind(options);
    }

    protected override ValidateOptionsResult Validate(string agentName, DecisionOptions options) => new DecisionOptionsValidator().Validate(agentName, options);

    protected override void Compose(PipelineLayers layers, DecisionOptions options, FeatureContext context) =>
        DecisionLayers.Add(layers, options, context.Services);
}
