using System.Text.Json.Serialization;

namespace Agentry.AotSmoke;

internal sealed record Price(string Sku, decimal Amount);

[JsonSerializable(typeof(Price))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class SmokeJson : JsonSerializerContext;
