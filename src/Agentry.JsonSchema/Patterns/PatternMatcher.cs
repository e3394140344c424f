using System.Buffers;
using System.Text.RegularExpressions;

namespace Agentry.JsonSchema;

/// <summary>
/// A pattern of a schema, ready to run. In order of preference: a walk over UTF-8, a regular expression in linear time, and last one
/// that goes back and therefore runs against a clock. The schema may be hostile, and so may the text.
/// </summary>
internal sealed class PatternMatcher
{
    private const int StackUnits = 256;

    // What runs in linear time is held up by the length of the text and by other work on the machine only, and the first match has to be compiled.
    private const int LinearPatience = 20;

    private readonly PatternSequence? _sequence;
    private readonly Regex? _regex;

    /// <summary>Translates and builds.</summary>
    /// <exception cref="PatternSyntaxException">The pattern cannot be used.</exception>
    public PatternMatcher(string pattern, TimeSpan timeout)
    {
        Pattern = pattern;
        var translated = EcmaTranslator.Translate(pattern);
        _sequence = translated.Sequence;
        if (_sequence is not null) return;
        ExpressionLength = translated.Expression.Length;
        _regex = Build(translated, timeout);
    }

    /// <summary>The size of the expression that had to be built, 0 when none had to.</summary>
    public int ExpressionLength { get; }

    /// <summary>As written in the schema.</summary>
    public string Pattern { get; }

    /// <summary>Whether the pattern is found in the text. A timeout is a fault, because then nobody knows.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text, ref EvaluationState state) =>
        _sequence?.IsMatch(text) ?? RunRegex(text, ref state);

    private static Regex Build(TranslatedPattern pattern, TimeSpan timeout)
    {
        try
        {
            return pattern.SuitsAutomaton ? BuildAutomaton(pattern.Expression, timeout) : new Regex(pattern.Expression, RegexOptions.CultureInvariant, timeout);
        }
        catch (ArgumentException refused)
        {
            throw new PatternSyntaxException(refused.Message);
        }
    }

    private static Regex BuildAutomaton(string expression, TimeSpan timeout)
    {
        try
        {
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, timeout * LinearPatience);
        }
        catch (NotSupportedException)
        {
            // Lookaround, a backreference, or too many states.
            return new Regex(expression, RegexOptions.CultureInvariant, timeout);
        }
    }

    private bool RunRegex(ReadOnlySpan<byte> text, ref EvaluationState state)
    {
        var rented = text.Length > StackUnits ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        var units = rented is null ? stackalloc char[StackUnits] : rented;
        try
        {
            return _regex!.IsMatch(units[..JsonText.Decode(text, units)]);
        }
        catch (RegexMatchTimeoutException)
        {
            return state.Fail(EvaluationFault.PatternTimeout);
        }
        finally
        {
            if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        }
    }
}
