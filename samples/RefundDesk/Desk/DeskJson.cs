using System.Text.Json.Serialization;

namespace RefundDesk;

/// <summary>The JSON of the tools, made at compile time: snake_case names, nothing written for null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeskAnswer))]
[JsonSerializable(typeof(RefundReason))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(string[]))]
public sealed partial class DeskJson : JsonSerializerContext;
