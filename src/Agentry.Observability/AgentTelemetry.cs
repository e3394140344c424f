using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agentry;

/// <summary>What the observing layers of one agent share. Thread-safe.</summary>
internal sealed class AgentTelemetry
{
    private readonly ILogger _logger;
    private ModelIdentity? _model;

    private AgentTelemetry(ObservabilityOptions options, SemconvProfile profile, Meter meter, ILogger logger)
    {
        Options = options;
        IsLatest = profile == SemconvProfile.Latest;
        Chats = IsLatest ? new LatestChatMetrics(meter) : new V142ChatMetrics(meter);
        Runs = new RunMetrics(meter);
        Tools = new ToolMetrics(meter);
        Spend = new SpendMetrics(meter);
        _logger = logger;
    }

    public ObservabilityOptions Options { get; }

    /// <summary>True for <see cref="SemconvProfile.Latest"/>.</summary>
    public bool IsLatest { get; }

    public ChatMetrics Chats { get; }

    public RunMetrics Runs { get; }

    public ToolMetrics Tools { get; }

    public SpendMetrics Spend { get; }

    /// <summary>The agent's own model: the first client that was composed with its pipeline.</summary>
    public ModelIdentity Model => _model ?? ModelIdentity.Unknown;

    public bool ObservesRuns => TelemetrySources.Spans.HasListeners() || Runs.Enabled || Spend.Enabled || WritesLogs;

    public bool ObservesChats => TelemetrySources.Spans.HasListeners() || Chats.Enabled || Spend.Enabled;

    public bool ObservesTools => TelemetrySources.Spans.HasListeners() || Tools.Enabled || Spend.Enabled;

    /// <summary>True when at least a failed run would be written to a log.</summary>
    public bool WritesLogs => _logger.IsEnabled(LogLevel.Warning);

    public ILogger Logger => _logger;

    public static AgentTelemetry Create(ObservabilityOptions options, FeatureContext context)
    {
        ILoggerFactory loggers = context.Services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        return new AgentTelemetry(
            options,
            options.Profile ?? ProfileSelection.FromEnvironment(),
            TelemetrySources.MeterOf(context.Services),
            loggers.CreateLogger(AgentryTelemetry.LogCategory));
    }

    public ModelIdentity Introduce(ModelIdentity model)
    {
        Interlocked.CompareExchange(ref _model, model, null);
        return model;
    }

    /// <summary>Counts what a run spends from now on, if anybody wants to know.</summary>
    public void Follow(RunContext run)
    {
        if (Spend.Enabled)
            Safely((this, run), static s => s.Item1.Spend.Attach(s.run, s.Item1));
    }

    /// <summary>Listeners are the host's code: one that throws must not fail what it listens to.</summary>
    public void Safely<TState>(TState state, Action<TState> observe)
    {
        try
        {
            observe(state);
        }
        catch (Exception e)
        {
            Logger.ListenerFailed(e);
        }
    }

    /// <summary>Starts a span; null when nobody wants it, or when a listener threw.</summary>
    public Activity? StartSpan(string name, ActivityKind kind, KeyValuePair<string, object?>[] tags, IEnumerable<ActivityLink>? links = null)
    {
        try
        {
            return TelemetrySources.Spans.StartActivity(kind, default, tags, links, default, name);
        }
        catch (Exception e)
        {
            Logger.ListenerFailed(e);
            return null;
        }
    }
}
