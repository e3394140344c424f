using System.Text;
using System.Text.Json;

namespace Agentry.Tests;

/// <summary>The development data for text guards.</summary>
internal static class GuardrailData
{
    public static readonly string[] Files =
        ["injected-goals.jsonl", "pii.jsonl", "secrets.base64.jsonl", "tool-results.jsonl", "user-text-attacks.jsonl", "user-text-benign.jsonl"];

    public static IEnumerable<JsonElement> Rows(string file)
    {
        foreach (string line in File.ReadLines(SharedData.Path("guardrail-data", file)))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            yield return row.RootElement.Clone();
        }
    }

    public static string TextOf(JsonElement row) => row.TryGetProperty("text", out JsonElement text)
        ? text.GetString()!
        : Encoding.UTF8.GetString(row.GetProperty("text_base64").GetBytesFromBase64());

    public static IEnumerable<(string Text, int Label, string Source)> Labelled(string file) =>
        Rows(file).Select(r => (TextOf(r), r.GetProperty("label").GetInt32(), r.GetProperty("source").GetString()!));

    public static IEnumerable<string> AllTexts() => Files.SelectMany(Rows).Select(TextOf);
}
