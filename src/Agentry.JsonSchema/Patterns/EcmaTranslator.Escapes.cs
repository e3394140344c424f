using System.Globalization;

namespace Agentry.JsonSchema;

internal sealed partial class EcmaTranslator
{
    private const string Word = "[0-9A-Za-z_]";

    // .NET's own \b and \w take letters of all scripts.
    private const string Boundary = $"(?:(?<={Word})(?!{Word})|(?<!{Word})(?={Word}))";
    private const string NoBoundary = $"(?:(?<={Word})(?={Word})|(?<!{Word})(?!{Word}))";

    private void ReadEscape()
    {
        var next = _position + 1 < _pattern.Length ? _pattern[_position + 1] : throw new PatternSyntaxException("it ends with a single '\\'");
        switch (next)
        {
            case 'b' or 'B':
                Sequence = null;
                _position += 2;
                _output.Append(next == 'b' ? Boundary : NoBoundary);
                break;
            case 'k':
                ReadNamedReference();
                break;
            case >= '1' and <= '9':
                ReadNumberedReference();
                break;
            default:
                var set = ReadSetEscape();
                if (set is not null) AddAtom(set);
                else AddAtom(ReadCharacterEscape(inClass: false));
                break;
        }
    }

    private void ReadNumberedReference()
    {
        var end = _position + 1;
        while (end < _pattern.Length && char.IsAsciiDigit(_pattern[end])) end++;
        if (!int.TryParse(_pattern.AsSpan(_position + 1, end - _position - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            || group > _groups.Count)
        {
            throw new PatternSyntaxException($"'{_pattern[_position..end]}' refers to a group that does not exist");
        }
        _position = end;
        AddReference(group);
    }

    private void ReadNamedReference()
    {
        var end = _pattern.IndexOf('>', _position);
        if (end < 0 || _pattern[_position + 2] != '<') throw new PatternSyntaxException("'\\k' has no name in '<>'");
        var name = _pattern[(_position + 3)..end];
        var group = _groups.IndexOf(name) + 1;
        if (group == 0) throw new PatternSyntaxException($"'\\k<{name}>' refers to a group that does not exist");
        _position = end + 1;
        AddReference(group);
    }

    private void AddReference(int group)
    {
        Sequence = null;
        _output.Append(CultureInfo.InvariantCulture, $@"(?:\{group})");
        ReadQuantifier();
    }

    // \d \w \s \p and their opposites; null when the escape is a character.
    private CharacterSet? ReadSetEscape()
    {
        var letter = _pattern[_position + 1];
        var set = letter switch
        {
            'd' or 'D' => CharacterSet.Digits,
            'w' or 'W' => CharacterSet.WordCharacters,
            's' or 'S' => CharacterSet.Spaces,
            'p' or 'P' => ReadProperty(),
            _ => null,
        };
        if (set is null) return null;
        if (letter is not ('p' or 'P')) _position += 2;
        return char.IsAsciiLetterUpper(letter) ? set.Complement() : set;
    }

    private CharacterSet ReadProperty()
    {
        var close = _pattern.IndexOf('}', _position);
        if (close < 0 || _pattern[_position + 2] != '{') throw new PatternSyntaxException("'\\p' has no property in '{}'");
        var name = _pattern[(_position + 3)..close];
        _position = close + 1;
        return UnicodeProperty.Find(name)
            ?? throw new PatternSyntaxException($"the Unicode property '{name}' is not supported; general categories such as 'L' or 'Nd' are");
    }

    private int ReadCharacterEscape(bool inClass)
    {
        var c = _pattern[_position + 1];
        _position += 2;
        switch (c)
        {
            case 't': return '\t';
            case 'n': return '\n';
            case 'v': return '\v';
            case 'f': return '\f';
            case 'r': return '\r';
            case 'b' when inClass: return '\b';
            case '0' when IsAtEnd || !char.IsAsciiDigit(Current): return 0;
            case 'c' when !IsAtEnd && char.IsAsciiLetter(Current): return _pattern[_position++] % 32;
            case 'x': return ReadHex(2);
            case 'u': return ReadUnicodeEscape();
        }
        if (char.IsAsciiLetterOrDigit(c)) throw new PatternSyntaxException($"'\\{c}' is not an escape of ECMA-262");
        _position--;
        return ReadLiteral();
    }

    private int ReadUnicodeEscape()
    {
        if (!IsAtEnd && Current == '{')
        {
            var close = _pattern.IndexOf('}', _position);
            if (close > _position + 1
                && int.TryParse(_pattern.AsSpan(_position + 1, close - _position - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                && value is >= 0 and <= CharacterSet.MaxCodePoint)
            {
                _position = close + 1;
                return value;
            }
            throw new PatternSyntaxException("'\\u{' is not followed by a code point and '}'");
        }

        var unit = ReadHex(4);
        if (!char.IsHighSurrogate((char)unit) || !_pattern.AsSpan(_position).StartsWith(@"\u", StringComparison.Ordinal)) return unit;
        var afterLead = _position;
        _position += 2;
        var trail = !IsAtEnd && Current != '{' ? ReadHex(4) : 0;
        if (char.IsLowSurrogate((char)trail)) return char.ConvertToUtf32((char)unit, (char)trail);
        _position = afterLead;
        return unit;
    }

    private int ReadHex(int digits)
    {
        if (_position + digits > _pattern.Length
            || !int.TryParse(_pattern.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw new PatternSyntaxException($"an escape needs {digits} hexadecimal digits");
        }
        _position += digits;
        return value;
    }

    private CharacterSet ReadClass()
    {
        _position++;
        var isNegated = !IsAtEnd && Current == '^';
        if (isNegated) _position++;

        List<(int Low, int High)> ranges = [];
        while (true)
        {
            if (IsAtEnd) throw new PatternSyntaxException("a '[' is not closed");
            if (Current == ']') break;
            var low = ReadClassMember(ranges);
            if (low < 0 || _position + 1 >= _pattern.Length || Current != '-' || _pattern[_position + 1] == ']')
            {
                if (low >= 0) ranges.Add((low, low));
                continue;
            }

            _position++;
            var high = ReadClassMember(ranges);
            if (high < 0)
            {
                ranges.Add((low, low));
                ranges.Add(('-', '-'));
                continue;
            }
            if (high < low) throw new PatternSyntaxException("the ends of a range in '[]' are out of order");
            ranges.Add((low, high));
        }
        _position++;
        var set = CharacterSet.Of(ranges);
        return isNegated ? set.Complement() : set;
    }

    // One character, or -1 when the member was a set and is added already.
    private int ReadClassMember(List<(int Low, int High)> ranges)
    {
        if (IsAtEnd) throw new PatternSyntaxException("a '[' is not closed");
        if (Current != '\\') return ReadLiteral();
        if (_position + 1 >= _pattern.Length) throw new PatternSyntaxException("it ends with a single '\\'");
        var set = ReadSetEscape();
        if (set is null) return ReadCharacterEscape(inClass: true);
        ranges.AddRange(set.Ranges);
        return -1;
    }
}
