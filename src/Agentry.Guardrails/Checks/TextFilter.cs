namespace Agentry;

/// <summary>Whether somebody has to look at a text.</summary>
internal delegate bool TextFilter<in TState>(ReadOnlySpan<char> text, TState state);
