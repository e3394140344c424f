using System.Text.Json;

namespace Agentry;

/// <summary>The body of a signal with the outcome of an execution whose run has another owner by now.</summary>
internal sealed record LateSignal
{
    public required string Key { get; init; }

    public required ToolOutcomeKind Outcome { get; init; }

    public JsonElement? Answer { get; init; }

    public FailureClass? FailureClass { get; init; }

    public string? ErrorType { get; init; }

    public double DurationMs { get; init; }

    public string Write() => JsonSerializer.Serialize(this, SignalJson.Default.LateSignal);

    /// <summary>Null for what is no such body.</summary>
    public static LateSignal? Read(string? body) => SignalBody.Read(body, SignalJson.Default.LateSignal);
}
