using System.Globalization;
using System.Text.RegularExpressions;

namespace Agentry;

/// <summary>The values of a run that its model sees only as tokens. In memory, for the length of the run in this process.</summary>
/// <remarks>Thread-safe. Tokens hold the run's random mark, so that text from outside cannot name one that it has not seen.</remarks>
internal sealed partial class TokenVault(string mark)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public string TokenFor(string kind, string value)
    {
        lock (_lock)
        {
            if (!_tokens.TryGetValue(value, out string? token))
            {
                token = string.Create(CultureInfo.InvariantCulture, $"[{kind}-{_tokens.Count + 1}-{mark}]");
                _tokens[value] = token;
                _values[token] = value;
            }

            return token;
        }
    }

    /// <summary>False when a text holds no token. Fast.</summary>
    public static bool MayHoldToken(ReadOnlySpan<char> text) => text.Contains('-');

    /// <summary>The text with values for tokens; brackets may be missing, because models drop them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isComplete">False when it holds a token whose value is not here.</param>
    public string Reveal(string text, ref bool isComplete)
    {
        if (!MayHoldToken(text))
            return text;
        bool complete = true;
        string revealed = Token().Replace(text, match =>
        {
            lock (_lock)
            {
                if (_values.TryGetValue($"[{match.ValueSpan.Trim("[]")}]", out string? value))
                    return value;
            }

            complete = false;
            return match.Value;
        });
        isComplete &= complete;
        return revealed;
    }

    /// <summary>The text with tokens for the values that have one.</summary>
    public string Conceal(string text)
    {
        lock (_lock)
        {
            // The longest first: one value may be a part of another.
            foreach ((string value, string token) in _tokens.OrderByDescending(static t => t.Key.Length))
                text = text.Replace(value, token, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    [GeneratedRegex(@"\[(?:email|card)-[0-9]{1,6}-[a-z0-9]{8}\]|\b(?:email|card)-[0-9]{1,6}-[a-z0-9]{8}\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
