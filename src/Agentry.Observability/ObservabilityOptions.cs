using System.ComponentModel.DataAnnotations;

namespace Agentry;

/// <summary>What is observed, and under which names; configurable under <c>Observability</c>. Read once, when the agent is composed.</summary>
/// <remarks>There is no option that records content: prompts, answers, tool arguments and tool results are never part of a span, a metric or a log line.</remarks>
public sealed class ObservabilityOptions
{
    /// <summary>Which version of the conventions names spans and metrics.</summary>
    /// <value>
    /// Null by default: <see cref="SemconvProfile.Latest"/> if the variable <c>OTEL_SEMCONV_STABILITY_OPT_IN</c> holds
    /// <c>gen_ai_latest_experimental</c>, otherwise <see cref="SemconvProfile.V142"/>.
    /// </value>
    [EnumDataType(typeof(SemconvProfile))]
    public SemconvProfile? Profile { get; set; }

    /// <summary>The value of <c>gen_ai.provider.name</c> for a client that does not name its provider in its metadata.</summary>
    /// <value>Null by default, which is recorded as <c>unknown</c>.</value>
    [StringLength(64, MinimumLength = 1)]
    public string? ProviderName { get; set; }

    /// <summary>Whether model calls are left alone when a client below, such as one made with <c>UseOpenTelemetry()</c>, traces them itself.</summary>
    /// <value>True by default, so that no call is reported twice. Such a client is found by asking it for an <see cref="System.Diagnostics.ActivitySource"/>.</value>
    public bool SkipTracedModels { get; set; } = true;
}
