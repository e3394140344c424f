using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agentry;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(GuardrailFinding))]
internal sealed partial class FindingJson : JsonSerializerContext;
