using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>Puts each concern into its stage. The whole order is in <see cref="Compose"/>.</summary>
internal sealed class ResilienceFeature : AgentryFeature<ResilienceOptions>
{
    public override string Name => "Resilience";

    protected override void Bind(IConfiguration section, ResilienceOptions options)
    {
        // The binder appends to a list; an operator who writes one means that one.
        if (section.GetSection(nameof(ResilienceOptions.FailoverTo)).Exists())
            options.FailoverTo = [];
        section.Bind(options, static o => o.ErrorOnUnknownConfiguration = true);
    }

    protected override ValidateOptionsResult Validate(string agentName, ResilienceOptions options) =>
        new ResilienceOptionsValidator().Validate(agentName, options);

    protected override void Compose(PipelineLayers layers, ResilienceOptions options, FeatureContext context)
    {
        var runtime = context.Services.GetRequiredService<ResilienceRuntime>();
        IReadOnlyList<(string Key, IChatClient Client)> further = FailoverTargets.Find(options.FailoverTo, context);

        layers.Add(ModelStage.Route, (inner, target) => new FailoverClient(inner, target, further, options, runtime));
        layers.Add(ModelStage.Retry, (inner, target) => RetryClient.Wrap(inner, target, options, runtime));
        layers.Add(ModelStage.Limits, (inner, target) => BreakerClient.Wrap(inner, target, options.Breaker, runtime));
        layers.Add(ModelStage.Timeout, inner => new AttemptTimeoutClient(inner, options.AttemptTimeout, runtime.Time));

        layers.Add(ToolStage.Limits, new ToolBreakerLayer(options.Tools.Breaker, runtime));
        layers.Add(ToolStage.Retry, new ToolRetryLayer(options.Tools, runtime));
    }
}
