using System.Runtime.InteropServices;
using System.Text.Json;

namespace Agentry.Benchmarks;

/// <summary>The least that any validator of a parsed value does: visit every member and item once and look at its name, kind and text.</summary>
internal static class BareWalk
{
    public static int Run(JsonElement value)
    {
        int sum = 0;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                    sum += JsonMarshal.GetRawUtf8PropertyName(member).Length + Run(member.Value);
                return sum;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                    sum += Run(item);
                return sum;
            case JsonValueKind.String or JsonValueKind.Number:
                return JsonMarshal.GetRawUtf8Value(value).Length;
            default:
                return 1;
        }
    }
}
