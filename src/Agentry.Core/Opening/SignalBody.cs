using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Agentry;

/// <summary>Reads what anybody may have written into a mailbox.</summary>
internal static class SignalBody
{
    public static T? Read<T>(string? body, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return body is null ? null : JsonSerializer.Deserialize(body, json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
