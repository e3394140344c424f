using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>Finds what a mail shall say: the words after "that", "saying" or a colon, as the user wrote them.</summary>
internal static partial class MessageReader
{
    public static string? Read(string text) =>
        Message().Match(text) is { Success: true } match ? match.Groups["message"].Value.Trim(' ', '"', '“', '”', '\'') : null;

    [GeneratedRegex(
        @"(?:\b(?:that|saying|and\s+say|to\s+say|tell(?:ing)?\s+(?:him|her|them)(?:\s+that)?)\b|:)\s+(?<message>\S.{3,})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Message();
}
