using System.Text;
using System.Text.RegularExpressions;

namespace Agentry;

/// <summary>Finds text that speaks to the model, and takes it out or refuses it.</summary>
internal sealed class InjectionGuardrail(InjectionOptions options) : IBuiltInGuardrail
{
    /// <summary>What stands where a marker was. Holds no word that a pattern looks for.</summary>
    public const string Mark = "[removed: not data]";

    private const string Category = "injection";
    private const string WrittenCall = "written_tool_call";

    public string Name => "injection";

    public GuardrailSurfaces Surfaces => GuardrailSurfaces.All;

    public GuardrailVerdict On(GuardrailSurfaces surface) => options.On(surface);

    public bool MayMatch(GuardrailSurfaces surface, ReadOnlySpan<char> text, RunContext run) =>
        InjectionAnchors.AreIn(text) || WrittenCalls.MayMatch(text, GuardrailRun.Of(run).ToolNames);

    public ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken) =>
        new(Check(context.Text, options.On(context.Surface), GuardrailRun.Of(context.Run).ToolNames));

    internal static GuardrailResult Check(string text, GuardrailVerdict verdict, string[] tools)
    {
        List<(int Start, int Length)>? matches = null;
        FindingCounter? findings = null;
        foreach (InjectionPattern pattern in InjectionPatterns.All)
        {
            if (!pattern.MayMatch(text))
                continue;
            foreach (ValueMatch match in pattern.Matches(text))
                Add(pattern.Rule, pattern.Severity, match.Index, match.Length);
        }

        if (tools.Length > 0)
        {
            foreach ((int start, int length) in WrittenCalls.Find(text, tools))
                Add(WrittenCall, GuardrailSeverity.High, start, length);
        }

        if (matches is null)
            return GuardrailResult.Allow;
        return GuardrailResult.Of(verdict, Remove(text, matches), [.. findings!.Findings]);

        void Add(string rule, GuardrailSeverity severity, int start, int length)
        {
            (matches ??= []).Add((start, length));
            (findings ??= new FindingCounter()).Add(Category, rule, severity, start, length);
        }
    }

    private static string Remove(string text, List<(int Start, int Length)> matches)
    {
        matches.Sort();
        var result = new StringBuilder(text.Length);
        int at = 0;
        foreach ((int start, int length) in matches)
        {
            if (start >= at)
                result.Append(text, at, start - at).Append(Mark);
            at = Math.Max(at, start + length);
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
