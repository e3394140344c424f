using System.Buffers;
using System.Text.RegularExpressions;

namespace Agentry;

/// <summary>A rule: words without one of which it cannot match, looked for first because that is fast, and its pattern.</summary>
internal sealed class InjectionPattern(string rule, GuardrailSeverity severity, Regex pattern, params IReadOnlyList<string> anchors)
{
    private readonly SearchValues<string> _anchors = SearchValues.Create([.. anchors], StringComparison.OrdinalIgnoreCase);

    /// <summary>The words without one of which it cannot match.</summary>
    public IReadOnlyList<string> Anchors => anchors;

    public string Rule => rule;

    public GuardrailSeverity Severity => severity;

    public bool MayMatch(ReadOnlySpan<char> text) => text.ContainsAny(_anchors);

    public Regex.ValueMatchEnumerator Matches(ReadOnlySpan<char> text) => pattern.EnumerateMatches(text);
}
