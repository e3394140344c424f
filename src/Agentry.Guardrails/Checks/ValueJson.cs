using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Agentry;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class ValueJson : JsonSerializerContext;
