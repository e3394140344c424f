using System.Text.Json;

namespace Agentry.Tests;

public sealed class WrittenFormTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d\ude00","b":"\\ud83d","c":"\"\n\u00e9"}""", false)]
    [InlineData("""{"a":"\\\\\ud83d"}""", true)]
    [InlineData("""{"a":"\ud83d\\ude00"}""", true)]
    public void In_TellsHalvesFromWholesAndFromBackslashes(string json, bool isBroken)
    {
        var arguments = new Dictionary<string, object?> { ["x"] = JsonSerializer.Deserialize<JsonElement>(json) };

        BrokenText.In(arguments).Should().Be(isBroken);
        BrokenText.In(BrokenText.Mended(arguments)).Should().BeFalse();
    }
}
