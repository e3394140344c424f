using System.Text.Json.Serialization;

namespace Agentry;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SpanReference))]
internal sealed partial class ObservabilityJson : JsonSerializerContext;
