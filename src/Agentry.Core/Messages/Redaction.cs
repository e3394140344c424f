using System.Text.Json;
using System.Text.Json.Nodes;
using Agentry.JsonSchema;

namespace Agentry;

/// <summary>Takes out of the problems of some content what must not be seen. The validator shortens what it quotes: the redactors look at the whole.</summary>
internal sealed class Redaction
{
    private const string Withheld = "[withheld]";
    private const int MaxLength = 64;

    private readonly RunContext _run;
    private readonly Func<string, JsonElement?> _find;

    private Redaction(RunContext run, Func<string, JsonElement?> find)
    {
        _run = run;
        _find = find;
    }

    /// <summary>Null when there is nobody to redact.</summary>
    public static Redaction? Of(RunContext run, JsonElement content) =>
        run.Pipeline.Runtime.Redactors.Count == 0 ? null : new Redaction(run, pointer => JsonPlace.Find(content, pointer));

    /// <inheritdoc cref="Of(RunContext, JsonElement)"/>
    public static Redaction? Of(RunContext run, IReadOnlyDictionary<string, object?> arguments) =>
        run.Pipeline.Runtime.Redactors.Count == 0 ? null : new Redaction(run, pointer => JsonPlace.Find(arguments, pointer));

    public SchemaProblem Apply(SchemaProblem problem)
    {
        string actual = problem.Actual;
        string fix = problem.Fix;
        if (_find(problem.Pointer) is { } value && Text(value) is var whole && Redact(whole) is var shown && shown != whole)
        {
            // The fix may quote it, with or without its quotation marks.
            actual = Shorten(JsonValue.Create(shown).ToJsonString());
            fix = fix.Replace(problem.Actual, actual, StringComparison.Ordinal);
            if (problem.Actual.Trim('"') is { Length: > 0 } bare)
                fix = fix.Replace(bare, Shorten(shown), StringComparison.Ordinal);
        }

        return problem with { Pointer = Redact(problem.Pointer), Actual = actual, Fix = Redact(fix) };
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which is no text.
            return value.GetRawText();
        }
    }

    private static string Shorten(string text) => text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength - 1), "…");

    private string Redact(string text)
    {
        foreach (IContentRedactor redactor in _run.Pipeline.Runtime.Redactors)
        {
            try
            {
                text = redactor.Redact(_run, text);
            }
            catch (Exception)
            {
                return Withheld;
            }
        }

        return text;
    }
}
