using System.Text.Json;

namespace Agentry;

/// <summary>The body of a signal that raises the caps of a run.</summary>
internal sealed record RaiseSignal
{
    public decimal? Cost { get; init; }

    public long? Tokens { get; init; }

    public string? Reason { get; init; }

    public string Write() => JsonSerializer.Serialize(this, SignalJson.Default.RaiseSignal);

    /// <summary>Null for what is no such body.</summary>
    public static RaiseSignal? Read(string? body) => SignalBody.Read(body, SignalJson.Default.RaiseSignal);
}
