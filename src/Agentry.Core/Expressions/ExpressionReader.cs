using System.Text;

namespace Agentry;

/// <summary>Cuts an expression into its words.</summary>
internal sealed class ExpressionReader(string text)
{
    private int _at;

    public ExpressionToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        int start = _at;
        if (_at == text.Length)
            return new ExpressionToken(TokenKind.End, "the end", start);
        char c = text[_at];
        if (c == '/')
            return new ExpressionToken(TokenKind.Pointer, While(static p => !char.IsWhiteSpace(p) && p is not ('(' or ')' or ',' or '[' or ']' or '<' or '>' or '=' or '!')), start);
        if (c is '"' or '\'')
            return new ExpressionToken(TokenKind.Text, Quoted(c), start);
        if (char.IsAsciiDigit(c) || (c == '-' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return new ExpressionToken(TokenKind.Number, While(static p => char.IsAsciiLetterOrDigit(p) || p is '.' or '-' or '+'), start);
        if (char.IsAsciiLetter(c))
            return new ExpressionToken(TokenKind.Word, While(static p => char.IsAsciiLetterOrDigit(p) || p == '_'), start);
        foreach (string symbol in (string[])["<=", ">=", "==", "!=", "<", ">", "(", ")", "[", "]", ","])
        {
            if (text.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
            {
                _at += symbol.Length;
                return new ExpressionToken(TokenKind.Symbol, symbol, start);
            }
        }

        throw new ExpressionException($"'{c}' means nothing here", start, text);
    }

    private string While(Func<char, bool> belongs)
    {
        int start = _at++;
        while (_at < text.Length && belongs(text[_at]))
            _at++;
        return text[start.._at];
    }

    private string Quoted(char quote)
    {
        int start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
                _at++;
            value.Append(text[_at++]);
        }

        if (_at == text.Length)
            throw new ExpressionException("A text has no end; it begins", start, text);
        _at++;
        return value.ToString();
    }
}
