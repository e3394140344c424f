using System.Text.Json.Serialization;

namespace StreamingEndpoint;

/// <summary>Everything that is read or written as JSON here.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StartRun))]
[JsonSerializable(typeof(RunNews))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
internal sealed partial class EndpointJson : JsonSerializerContext;
