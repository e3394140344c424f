namespace Agentry;

internal enum TokenKind
{
    Pointer,
    Text,
    Number,
    Word,
    Symbol,
    End,
}

/// <summary>A word of an expression with its place.</summary>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text, int Position);
