using System.Text.Json;

namespace Agentry;

/// <summary>The body of a settle signal.</summary>
internal sealed record SettleSignal
{
    public required string Key { get; init; }

    public required SettlementKind Kind { get; init; }

    public JsonElement? Result { get; init; }

    public string? Reason { get; init; }

    public string Write() => JsonSerializer.Serialize(this, SignalJson.Default.SettleSignal);

    /// <summary>Null for what is no such body.</summary>
    public static SettleSignal? Read(string? body) => SignalBody.Read(body, SignalJson.Default.SettleSignal);
}
