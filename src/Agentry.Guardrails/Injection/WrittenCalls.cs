namespace Agentry;

/// <summary>Finds tool calls written out in a text: the quoted name of a registered tool as the value of a key that calls use.</summary>
internal static class WrittenCalls
{
    private static readonly string[] Keys = ["name", "tool", "function", "tool_name", "function_name", "recipient_name", "action", "invoke", "call"];

    /// <summary>Where a call names its arguments; looked for near the name, on both sides.</summary>
    private static readonly string[] ArgumentKeys = ["arguments", "parameters", "args", "input", "tool_input", "action_input", "params", "parameter"];

    private const int Reach = 400;

    /// <summary>False when the text names none of the tools. Fast.</summary>
    public static bool MayMatch(ReadOnlySpan<char> text, string[] tools)
    {
        foreach (string tool in tools)
        {
            if (text.Contains(tool, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    public static IEnumerable<(int Start, int Length)> Find(string text, string[] tools)
    {
        foreach (string tool in tools)
        {
            int at = 0;
            while ((at = text.IndexOf(tool, at, StringComparison.Ordinal)) >= 0)
            {
                int start = KeyStart(text, at);
                int end = at + tool.Length;
                if (start >= 0 && end < text.Length && text[end] is '"' or '\'' or '>' && HasArguments(text, start, end))
                    yield return (start, end + 1 - start);
                at = end;
            }
        }
    }

    /// <summary>Where the key before a quoted value begins; -1 when there is none.</summary>
    private static int KeyStart(string text, int value)
    {
        ReadOnlySpan<char> before = text.AsSpan(Math.Max(0, value - 40), Math.Min(40, value));
        ReadOnlySpan<char> key = before.TrimEnd("\"'\\").TrimEnd().TrimEnd(":=").TrimEnd().TrimEnd("\"'\\");
        if (key.Length == before.Length)
            return -1;
        foreach (string name in Keys)
        {
            if (key.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (key.Length == name.Length || !char.IsLetter(key[^(name.Length + 1)])))
                return value - before.Length + key.Length - name.Length;
        }

        return -1;
    }

    private static bool HasArguments(string text, int start, int end)
    {
        int from = Math.Max(0, start - Reach);
        ReadOnlySpan<char> near = text.AsSpan(from, Math.Min(text.Length, end + Reach) - from);
        foreach (string key in ArgumentKeys)
        {
            if (near.Contains(key, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
