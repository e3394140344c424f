using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry.Tests;

/// <summary>The options of a feature as packages write them.</summary>
internal sealed class SampleOptions
{
    [Range(1, 10)]
    public int Level { get; set; } = 1;

    public SampleMode Mode { get; set; }

    public TimeSpan Wait { get; set; }

    /// <summary>Which sources were applied, in their order.</summary>
    public List<string> Trace { get; } = [];
}

internal enum SampleMode
{
    Off,
    On,
}

/// <summary>A feature with a layer in each pipeline, and a record of the options that each agent got.</summary>
internal sealed class SampleFeature(string name, Dictionary<string, SampleOptions>? composed = null) : AgentryFeature<SampleOptions>
{
    public override string Name => name;

    protected override void Bind(IConfiguration section, SampleOptions options) => section.Bind(options);

    protected override ValidateOptionsResult Validate(string agentName, SampleOptions options)
    {
        List<ValidationResult> results = [];
        return Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(results.Select(r => r.ErrorMessage!));
    }

    protected override void Compose(PipelineLayers layers, SampleOptions options, FeatureContext context)
    {
        composed?.Add(context.AgentName, options);
        layers.Add(RunStage.Observe, new LambdaRunLayer((run, next, token) => next(run, token)));
        layers.Add(ModelStage.Retry, inner => new DelegatingSample(inner));
        layers.Add(ToolStage.Policy, new LambdaToolLayer((call, next, token) => next(call, token)));
    }

    private sealed class DelegatingSample(IChatClient inner) : DelegatingChatClient(inner);
}
