using System.Text.Json.Serialization;

namespace Agentry;

[JsonSerializable(typeof(string))]
internal sealed partial class ScalarJson : JsonSerializerContext;
