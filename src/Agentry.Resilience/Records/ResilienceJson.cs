using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agentry;

/// <summary>The JSON of the recorded bodies: enums by name, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AttemptRecord))]
[JsonSerializable(typeof(FailoverRecord))]
[JsonSerializable(typeof(BreakerRecord))]
internal sealed partial class ResilienceJson : JsonSerializerContext;
