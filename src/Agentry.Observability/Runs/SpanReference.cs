using System.Diagnostics;
using System.Text.Json;

namespace Agentry;

/// <summary>The span of a run that was suspended, kept in its log so that the span that goes on can link to it, on any machine.</summary>
internal sealed record SpanReference
{
    /// <summary>The kind of the extension event.</summary>
    public const string Kind = "observability.span";

    private const int Version = 1;

    /// <summary>The span in the form of the W3C's <c>traceparent</c> header.</summary>
    public required string TraceParent { get; init; }

    /// <summary>The header's companion, when there was one.</summary>
    public string? TraceState { get; init; }

    /// <summary>Writes the span into the log; nothing for one that no exporter will see.</summary>
    public static void Record(RunContext run, Activity span)
    {
        if (span is not { Recorded: true, IdFormat: ActivityIdFormat.W3C, Id: { } id })
            return;
        var reference = new SpanReference { TraceParent = id, TraceState = span.TraceStateString };
        run.Record(new ExtensionEvent
        {
            Kind = Kind,
            Version = Version,
            Body = JsonSerializer.SerializeToElement(reference, ObservabilityJson.Default.SpanReference),
        });
    }

    /// <summary>A link to the span before the last suspension; null when there is none, or none that this build can read.</summary>
    public static IEnumerable<ActivityLink>? LinksOf(RunState state)
    {
        ExtensionEvent? last = state.Extensions.LastOrDefault(e => e is { Kind: Kind, Version: Version });
        return last is not null && Read(last.Body) is { } earlier ? [new ActivityLink(earlier)] : null;
    }

    private static ActivityContext? Read(JsonElement body)
    {
        try
        {
            return body.Deserialize(ObservabilityJson.Default.SpanReference) is { } reference
                && ActivityContext.TryParse(reference.TraceParent, reference.TraceState, isRemote: true, out ActivityContext earlier)
                    ? earlier
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
