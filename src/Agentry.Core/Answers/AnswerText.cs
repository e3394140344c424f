namespace Agentry;

/// <summary>Finds the JSON in a model's text.</summary>
internal static class AnswerText
{
    private const string Fence = "```";

    /// <summary>The text without white space around it, and without the Markdown fence in which models like to put JSON.</summary>
    public static string Find(string text)
    {
        ReadOnlySpan<char> json = text.AsSpan().Trim();
        if (json.StartsWith(Fence, StringComparison.Ordinal) && json.EndsWith(Fence, StringComparison.Ordinal) && json.IndexOf('\n') is > 0 and var line)
        {
            // A fence within a string of the JSON is not one: only the last counts, and it stands behind the first.
            ReadOnlySpan<char> inside = json[(line + 1)..];
            if (inside.Length >= Fence.Length)
                json = inside[..^Fence.Length].Trim();
        }

        return json.Length == text.Length ? text : json.ToString();
    }

    /// <summary>Whether the text begins as JSON does and does not end so: a reply that broke off.</summary>
    public static bool IsCut(string json) => json.Length > 0 && json[0] is '{' or '[' && json[^1] != (json[0] == '{' ? '}' : ']');
}
