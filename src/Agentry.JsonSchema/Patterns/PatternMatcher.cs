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
    private const int LinearPatience = 4;

    // How far the clock of the expressions may be off.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(32);

    private readonly PatternSequence? _sequence;
    private readonly Regex? _regex;
    private readonly TimeSpan _patience;

    /// <summary>Translates and builds.</summary>
    /// <exception cref="PatternSyntaxException">The pattern cannot be used.</exception>
    public PatternMatcher(string pattern, TimeSpan timeout)
    {
        Pattern = pattern;
        var translated = EcmaTranslator.Translate(pattern);
        _sequence = translated.Sequence;
        if (_sequence is not null) return;
        ExpressionLength = translated.Expression.Length;
        _patience = timeout * LinearPatience;
        _regex = Build(translated, timeout);
    }

    /// <summary>The size of the expression that had to be built, 0 when none had to.</summary>
    public int ExpressionLength { get; }

    /// <summary>As written in the schema.</summary>
    public string Pattern { get; }

    /// <summary>Whether the pattern is found in the text. A timeout is a fault, because then nobody knows.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text, ref EvaluationState state) =>
        _sequence?.IsMatch(text) ?? RunRegex(text, ref state);

    private Regex Build(TranslatedPattern pattern, TimeSpan timeout)
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

    private Regex BuildAutomaton(string expression, TimeSpan timeout)
    {
        try
        {
            // Twice what its answer may take: see RunRegex.
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, (_patience * 2) + Tick);
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
        var start = rented is null ? 0 : TimeProvider.System.GetTimestamp();
        try
        {
            var isMatch = _regex!.IsMatch(units[..JsonText.Decode(text, units)]);

            // When its time is up in a long text, .NET 10's automaton now and then takes the place where it stopped to look at the clock for the end of the text
            // (as in https://github.com/dotnet/runtime/issues/74467), so an answer counts only well before that.
            return rented is not null && TimeProvider.System.GetElapsedTime(start) > _patience ? state.Fail(EvaluationFault.PatternTimeout) : isMatch;
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
