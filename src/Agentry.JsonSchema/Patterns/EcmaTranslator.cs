using System.Globalization;
using System.Text;

namespace Agentry.JsonSchema;

/// <summary>
/// Reads a pattern by the grammar of ECMA-262 with the flag <c>u</c> and writes an expression for .NET that means the same: <c>$</c>
/// is the very end, <c>\d</c> and <c>\w</c> are ASCII, a dot or a class takes whole code points. Escapes that only .NET knows are
/// refused. Groups become numbered ones, because .NET counts named groups last.
/// </summary>
internal sealed partial class EcmaTranslator
{
    // Each alternative of surrogate pairs multiplies the states: with all letters an automaton takes a tenth of a second to build.
    private const int MaxPairAlternatives = 32;

    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly List<string?> _groups;
    private int _position;
    private int _openGroups;
    private int _pairAlternatives;

    private EcmaTranslator(string pattern)
    {
        _pattern = pattern;
        _groups = FindGroups(pattern);
    }

    /// <summary>The characters of a pattern that is a plain sequence, for a matcher without a regular expression; null otherwise.</summary>
    private PatternSequenceBuilder? Sequence { get; set; } = new();

    /// <summary>Translates, and returns the sequence beside it when the pattern is one.</summary>
    /// <exception cref="PatternSyntaxException">The pattern cannot be used.</exception>
    public static TranslatedPattern Translate(string pattern)
    {
        var translator = new EcmaTranslator(pattern);
        translator.ReadAll();
        return new TranslatedPattern(translator._output.ToString(), translator.Sequence?.Build(), translator._pairAlternatives <= MaxPairAlternatives);
    }

    /// <summary>Whether the text, as UTF-8, is a pattern by this grammar; a very long one is not read and taken for none.</summary>
    public static bool IsPattern(ReadOnlySpan<byte> text)
    {
        const int Longest = 4_096;
        if (text.Length > Longest) return false;
        try
        {
            Translate(JsonText.ToText(text));
            return true;
        }
        catch (PatternSyntaxException)
        {
            return false;
        }
    }

    private bool IsAtEnd => _position >= _pattern.Length;

    private char Current => _pattern[_position];

    private void ReadAll()
    {
        while (!IsAtEnd) ReadTerm();
        if (_openGroups > 0) throw new PatternSyntaxException("a '(' is not closed");
    }

    private void ReadTerm()
    {
        var c = Current;
        switch (c)
        {
            case '^':
                if (_position == 0) Sequence!.IsAnchoredAtStart = true;
                else Sequence = null;
                _position++;
                _output.Append(@"\A");
                break;
            case '$':
                _position++;
                if (IsAtEnd) Sequence?.IsAnchoredAtEnd = true;
                else Sequence = null;
                _output.Append(@"\z");
                break;
            case '|':
                Sequence = null;
                _position++;
                _output.Append('|');
                break;
            case '(':
                Sequence = null;
                ReadGroupStart();
                break;
            case ')':
                if (--_openGroups < 0) throw new PatternSyntaxException("a ')' has no '('");
                _position++;
                _output.Append(')');
                ReadQuantifier();
                break;
            case '*' or '+' or '?':
                throw new PatternSyntaxException($"there is nothing before '{c}' to repeat");
            case '.':
                _position++;
                AddAtom(CharacterSet.NotLineTerminators);
                break;
            case '[':
                AddAtom(ReadClass());
                break;
            case '\\':
                ReadEscape();
                break;
            default:
                AddAtom(ReadLiteral());
                break;
        }
    }

    private void AddAtom(CharacterSet set)
    {
        _pairAlternatives += set.WriteTo(_output);
        Sequence?.Add(set);
        ReadQuantifier();
    }

    private void AddAtom(int codePoint) => AddAtom(CharacterSet.Of((codePoint, codePoint)));

    private int ReadLiteral()
    {
        var codePoint = char.IsHighSurrogate(Current) && _position + 1 < _pattern.Length && char.IsLowSurrogate(_pattern[_position + 1])
            ? char.ConvertToUtf32(Current, _pattern[_position + 1])
            : Current;
        _position += codePoint > char.MaxValue ? 2 : 1;
        return codePoint;
    }

    private void ReadGroupStart()
    {
        _openGroups++;
        _position++;
        if (IsAtEnd || Current != '?')
        {
            _output.Append('(');
            return;
        }

        foreach (var kind in (ReadOnlySpan<string>)["?:", "?=", "?!", "?<=", "?<!"])
        {
            if (!_pattern.AsSpan(_position).StartsWith(kind, StringComparison.Ordinal)) continue;
            _position += kind.Length;
            _output.Append('(').Append(kind);
            return;
        }

        var end = _pattern.IndexOf('>', _position);
        if (_position + 1 >= _pattern.Length || _pattern[_position + 1] != '<' || end < 0)
        {
            throw new PatternSyntaxException("a group starts with '(?' and something that ECMA-262 does not know");
        }
        _position = end + 1;
        _output.Append('(');
    }

    private void ReadQuantifier()
    {
        if (IsAtEnd) return;
        int min, max;
        var start = _position;
        switch (Current)
        {
            case '*': (min, max) = (0, -1); _position++; break;
            case '+': (min, max) = (1, -1); _position++; break;
            case '?': (min, max) = (0, 1); _position++; break;
            case '{' when TryReadBounds(out min, out max): break;
            default: return;
        }
        _output.Append(_pattern, start, _position - start);
        if (!IsAtEnd && Current == '?')
        {
            _position++;
            _output.Append('?');
        }
        if (!IsAtEnd && Current is '*' or '+' or '?') throw new PatternSyntaxException("a repetition is repeated");
        Sequence?.Repeat(min, max);
    }

    private bool TryReadBounds(out int min, out int max)
    {
        (min, max) = (0, 0);
        var close = _pattern.IndexOf('}', _position);
        if (close < 0) return false;
        var bounds = _pattern[(_position + 1)..close];
        var comma = bounds.IndexOf(',', StringComparison.Ordinal);
        var low = comma < 0 ? bounds : bounds[..comma];
        var high = comma < 0 ? bounds : bounds[(comma + 1)..];
        if (!IsDigits(low) || (high.Length > 0 && !IsDigits(high)) || (comma < 0 && high.Length == 0)) return false;
        if (!int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out min)) throw new PatternSyntaxException("a repetition is too large");
        max = -1;
        if (high.Length > 0 && !int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out max))
        {
            throw new PatternSyntaxException("a repetition is too large");
        }
        if (max >= 0 && max < min) throw new PatternSyntaxException("the bounds of a repetition are out of order");
        _position = close + 1;
        return true;
    }

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    // Capturing groups in the order of their parentheses, with their names.
    private static List<string?> FindGroups(string pattern)
    {
        List<string?> groups = [];
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\') i++;
            else if (inClass) inClass = c != ']';
            else if (c == '[') inClass = true;
            else if (c == '(')
            {
                var rest = pattern.AsSpan(i + 1);
                if (!rest.StartsWith("?")) groups.Add(null);
                else if (rest.StartsWith("?<") && !rest.StartsWith("?<=") && !rest.StartsWith("?<!"))
                {
                    var end = rest.IndexOf('>');
                    groups.Add(end < 0 ? null : rest[2..end].ToString());
                }
            }
        }
        return groups;
    }
}
