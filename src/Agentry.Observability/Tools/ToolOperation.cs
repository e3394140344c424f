using System.Diagnostics;

namespace Agentry;

/// <summary>The span and the measurements of one tool call.</summary>
internal sealed class ToolOperation
{
    public const string Name = "execute_tool";

    /// <summary>What the conventions call a tool that runs in the client.</summary>
    public const string Type = "function";

    private readonly AgentTelemetry _telemetry;
    private readonly ToolCallContext _call;
    private readonly Activity? _span;
    private readonly long _started;

    public ToolOperation(AgentTelemetry telemetry, ToolCallContext call)
    {
        _telemetry = telemetry;
        _call = call;
        _span = TelemetrySources.Spans.HasListeners()
            ? telemetry.StartSpan($"{Name} {call.Contract.Name}", ActivityKind.Internal, CreationTags())
            : null;
        telemetry.Follow(call.Run);
        _started = call.Run.Time.GetTimestamp();
    }

    public void Ended(ToolOutcome outcome)
    {
        if (_span is { IsAllDataRequested: true })
        {
            _span.AddTag(Attributes.ToolOutcome, Words.Of(outcome.Kind));
            if (outcome.Code is { } code)
                _span.AddTag(Attributes.ToolCode, code);
            if (_call.Cost is { } cost)
                _span.AddTag(Attributes.Cost, (double)cost);
            if (_call.IsLate)
                _span.AddTag(Attributes.LatencyBreached, true);
        }

        // A suspended call is not over: the one that resumes it is measured.
        End(ErrorType.Of(outcome), measured: outcome.Kind != ToolOutcomeKind.Suspended);
    }

    public void LayerFailed() => End(ToolRefusalCodes.LayerFailed);

    public void Cancelled() => End(null, cancelled: true);

    private void End(string? error, bool measured = true, bool cancelled = false)
    {
        double seconds = _call.Run.Time.GetElapsedTime(_started).TotalSeconds;
        if (measured)
            _telemetry.Safely((this, error, cancelled, seconds), static s => s.Item1._telemetry.Tools.Ended(s.Item1._call, s.error, s.cancelled, s.seconds));
        if (_span is not null)
            _telemetry.Safely((_span, error, cancelled), static s => s._span.Close(s.error, s.cancelled));
    }

    private KeyValuePair<string, object?>[] CreationTags()
    {
        List<KeyValuePair<string, object?>> tags =
        [
            new(Attributes.OperationName, Name),
            new(Attributes.ToolName, _call.Contract.Name),
            new(Attributes.ToolType, Type),
            new(Attributes.ToolCallId, _call.CallId),
            new(Attributes.RunId, _call.Run.RunId.Value),
        ];
        if (_call.Contract.Description is { Length: > 0 } description)
            tags.Add(new(Attributes.ToolDescription, description));
        if (_telemetry.IsLatest)
        {
            tags.Add(new(Attributes.AgentName, _call.Run.AgentName));
            if (_call.Run.ConversationId is { } conversation)
                tags.Add(new(Attributes.ConversationId, conversation));
        }

        return [.. tags];
    }
}
