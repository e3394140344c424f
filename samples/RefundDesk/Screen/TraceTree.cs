using System.Diagnostics;
using System.Globalization;

namespace RefundDesk;

/// <summary>Spans as an indented tree: name, duration, and the attributes that a person looks for first.</summary>
internal static class TraceTree
{
    private const int NameWidth = 32;

    private static readonly (string Attribute, string Label)[] Shown =
    [
        ("gen_ai.response.finish_reasons", ""),
        ("agentry.run.status", ""),
        ("agentry.tool.outcome", ""),
        ("agentry.tool.code", ""),
        ("error.type", "error "),
    ];

    public static IEnumerable<string> Lines(IReadOnlyList<Activity> spans) =>
        spans.Where(span => spans.All(other => other.SpanId != span.ParentSpanId)).SelectMany(root => Lines(spans, root, depth: 0));

    /// <summary>The tokens of all model calls, as the model reported them.</summary>
    public static string Tokens(IReadOnlyList<Activity> spans)
    {
        List<Activity> calls = [.. spans.Where(span => span.GetTagItem("gen_ai.operation.name") is "chat")];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"tokens: {Sum(calls, "gen_ai.usage.input_tokens")} in, {Sum(calls, "gen_ai.usage.output_tokens")} out, {calls.Count} model calls");
    }

    private static IEnumerable<string> Lines(IReadOnlyList<Activity> spans, Activity span, int depth) =>
        spans.Where(child => child.ParentSpanId == span.SpanId).SelectMany(child => Lines(spans, child, depth + 1)).Prepend(Line(span, depth));

    private static string Line(Activity span, int depth)
    {
        string name = new string(' ', depth * 2) + span.DisplayName;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-NameWidth} {span.Duration.TotalMilliseconds,8:0.0} ms  {string.Join(", ", Attributes(span))}").TrimEnd();
    }

    private static IEnumerable<string> Attributes(Activity span)
    {
        if (span.GetTagItem("gen_ai.response.model") is string model && model != span.GetTagItem("gen_ai.request.model") as string)
            yield return $"by {model}";
        foreach ((string attribute, string label) in Shown)
        {
            if (span.GetTagItem(attribute) is { } value)
                yield return label + (value is string[] many ? string.Join('+', many) : value);
        }

        if (span.GetTagItem("gen_ai.usage.input_tokens") is { } input)
            yield return $"{input} in / {span.GetTagItem("gen_ai.usage.output_tokens")} out";
    }

    private static long Sum(IEnumerable<Activity> spans, string attribute) =>
        spans.Sum(span => Convert.ToInt64(span.GetTagItem(attribute) ?? 0L, CultureInfo.InvariantCulture));
}
