using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agentry;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SettleSignal))]
[JsonSerializable(typeof(LateSignal))]
[JsonSerializable(typeof(DecisionSignal))]
[JsonSerializable(typeof(RaiseSignal))]
internal sealed partial class SignalJson : JsonSerializerContext;
